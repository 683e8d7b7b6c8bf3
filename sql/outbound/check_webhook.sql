create or replace function outbound.check_webhook(
  p_url text,
  p_event_types jsonb
)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select case
    when length(p_url) > 2000
      or p_url !~ '^https://[a-zA-Z0-9._~-]+(:[0-9]{1,5})?([/?][!-~]*)?$'
        and p_url !~ '^https://\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?([/?][!-~]*)?$'
        and p_url !~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?([/?][!-~]*)?$' or p_url ~ '#' then
      core.refuse_input('url', 'must be an https URL of at most 2000 characters, without user and fragment')
    when jsonb_typeof(p_event_types) <> 'array' or p_event_types = '[]'
      or not p_event_types <@ to_jsonb(outbound.event_types()) then
      core.refuse_input('event_types', 'must be a list of ' || array_to_string(outbound.event_types(), ', ')) end
$$;

comment on function outbound.check_webhook(text, jsonb) is
'null if a webhook may be so, else the refusal; what is null is not checked
p_url: http is only for this machine itself, where the notifier sends only for tests. p_event_types: names of events.
Refuses INVALID_INPUT.';
