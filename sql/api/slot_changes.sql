create or replace function api.slot_changes(
  p_cursor text default null,
  p_doctor_id uuid default null,
  p_specialization text default null,
  p_service_id uuid default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz := core.now();
  v_cluster text := feed.cluster_identity();
  v_last record;
  v_ids uuid[] := array[]::uuid[];
  v_changes jsonb := jsonb '[]';
begin
  if p_doctor_id is not null and not exists (select from medbook.doctors where id = p_doctor_id) then
    return core.refuse('DOCTOR_NOT_FOUND');
  elsif p_service_id is not null and not exists (
    select from medbook.services where id = p_service_id and is_active) then
    return core.refuse('SERVICE_NOT_FOUND');
  end if;
  select * into v_last from feed.read_cursor(p_cursor, v_cluster, v_now);
  if v_last.next_xid is not null then
    v_ids := feed.changed_slots(v_last.next_xid, v_last.running, v_last.polled_at, v_now, 2001);
    v_changes := feed.clinic_changes(v_last.next_xid, v_last.running, v_last.polled_at, v_now);
  end if;
  if cardinality(v_ids) > 2000 or (p_cursor is not null and v_last.next_xid is null) then
    v_changes := jsonb '[{"event": "reset", "topics": []}]';
  elsif cardinality(v_ids) > 0 then
    v_changes := v_changes || feed.slot_events(v_ids, p_doctor_id, p_specialization, p_service_id);
  end if;
  return jsonb_build_object('success', true, 'changes', v_changes) || feed.current_position(v_cluster, v_now);
end
$$;

comment on function api.slot_changes(text, uuid, text, uuid) is
'The current state of the slots that changed since the last poll
p_cursor: cursor or id of the last answer; null: start now, without changes. p_doctor_id, p_specialization,
p_service_id: only slots of this doctor, of doctors of this specialization, or for this kind of visit, which those for
anything are too. The event reset means that changes are lost: read the slots again. A hold that lapses is a change at
that instant, even before the sweep. Reads the primary only. Refuses DOCTOR_NOT_FOUND, SERVICE_NOT_FOUND.';
