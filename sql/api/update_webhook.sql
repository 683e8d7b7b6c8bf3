create or replace function api.update_webhook(
  p_user_id uuid,
  p_webhook_id uuid,
  p_url text default null,
  p_event_types jsonb default null,
  p_is_disabled boolean default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := outbound.check_webhook(p_url, p_event_types);
  v_now timestamptz;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'update webhook');
  elsif v_answer is not null then
    return v_answer;
  end if;
  update medbook.webhooks
     set url = coalesce(p_url, url),
         event_types = case when p_event_types is null then event_types
           else array(select jsonb_array_elements_text(p_event_types)) end
   where id = p_webhook_id;
  if not found then
    return core.refuse('WEBHOOK_NOT_FOUND');
  end if;
  v_now := core.now();
  if p_is_disabled then
    perform outbound.disable_webhook(p_webhook_id, 'ADMINISTRATOR', v_now);
  elsif not p_is_disabled then
    perform outbound.enable_webhook(p_webhook_id, v_now);
  end if;
  perform core.record('update webhook', p_user_id, null);
  return outbound.answer_webhook(p_webhook_id);
end
$$;

comment on function api.update_webhook(uuid, uuid, text, jsonb, boolean) is
'Changes, disables or enables a webhook; a field that is not given stays as it is
p_url, p_event_types: as for create_webhook; what waits is sent to the new URL. p_is_disabled: true: nothing is sent and
nothing more is queued, what waits stays; false: what waits is sent at once. Refuses FORBIDDEN, INVALID_INPUT,
WEBHOOK_NOT_FOUND.';
