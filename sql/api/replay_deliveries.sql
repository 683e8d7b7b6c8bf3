create or replace function api.replay_deliveries(
  p_user_id uuid,
  p_webhook_id uuid,
  p_event_id bigint default null,
  p_since timestamptz default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_webhook medbook.webhooks;
  v_now timestamptz;
  v_count integer;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'replay deliveries');
  elsif num_nulls(p_event_id, p_since) <> 1 then
    return core.refuse_input('event_id', 'must be given, or since, and not both');
  end if;
  select * into v_webhook from medbook.webhooks where id = p_webhook_id for key share;
  if not found then
    return core.refuse('WEBHOOK_NOT_FOUND');
  end if;
  v_now := core.now();
  insert into medbook.deliveries (webhook_id, event_id, booking_id, due_at)
  select p_webhook_id, e.id, e.booking_id, v_now from api.event e
   where (e.id = p_event_id or e.at >= p_since) and e.type = any(coalesce(v_webhook.event_types, array[e.type]))
   order by e.id
  on conflict (webhook_id, event_id) do update
     set delivered_at = null, claimed_until = null, due_at = v_now, failures = 0, failing_since = null;
  get diagnostics v_count = row_count;
  if v_count = 0 and p_event_id is not null then
    return core.refuse('EVENT_NOT_FOUND');
  end if;
  perform core.record('replay deliveries', p_user_id, null);
  return jsonb_build_object('success', true, 'queued', v_count);
end
$$;

comment on function api.replay_deliveries(uuid, uuid, bigint, timestamptz) is
'Sends a webhook one event again, or all its events since a time
p_event_id: the event. p_since: instead of it, when the first of them happened, those too that it missed while it was
disabled; events are kept for 30 days. What was sent before has the id that it had. Answers queued, how many they are.
Refuses FORBIDDEN, INVALID_INPUT, WEBHOOK_NOT_FOUND, EVENT_NOT_FOUND (it is deleted, or the webhook does not get it).';
