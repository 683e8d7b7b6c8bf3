create or replace function api.create_webhook(
  p_user_id uuid,
  p_url text,
  p_event_types jsonb default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := outbound.check_webhook(coalesce(p_url, ''), p_event_types);
  v_webhook medbook.webhooks;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'create webhook');
  elsif v_answer is not null then
    return v_answer;
  end if;
  insert into medbook.webhooks (url, event_types, secret, created_at)
  values (p_url, case when p_event_types is not null then array(select jsonb_array_elements_text(p_event_types)) end,
          outbound.new_secret(), core.now())
  returning * into v_webhook;
  perform core.record('create webhook', p_user_id, null);
  return outbound.answer_webhook(v_webhook.id, v_webhook.secret) || jsonb_build_object('created', v_webhook.id);
end
$$;

comment on function api.create_webhook(uuid, text, jsonb) is
'Adds a webhook: events that happen from now on are sent there
p_url: an https URL. p_event_types: a list of names of events; null: all. Answers secret, which is shown only now: the
receiver verifies with it what is sent, as Standard Webhooks has it. created is the webhook''s id. Refuses FORBIDDEN,
INVALID_INPUT.';
