create or replace function api.list_all_bookings(
  p_user_id uuid,
  p_doctor_id uuid default null,
  p_patient_id uuid default null,
  p_status medbook.booking_status default null,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  -- Which conditions are given decides which index is used.
  set plan_cache_mode = force_custom_plan
as $$
declare
  v_now timestamptz := core.now();
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'list all bookings');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif p_to <= p_from then
    return core.refuse_input('to', 'must be after from');
  elsif not core.is_cursor(p_cursor, '{timestamptz,uuid,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);
  perform core.record('list all bookings', p_user_id, p_patient_id);

  with page as (
    select b.doctor_id, b.id from medbook.bookings b
      join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
     where b.part_of is null and (p_doctor_id is null or b.doctor_id = p_doctor_id)
       and (p_patient_id is null or b.user_id = p_patient_id)
       and (p_status is null or booking.status_at(b.status, b.expires_at, v_now) = p_status)
       -- Implied, and known to indexes. What has FAILED may still be stored as PENDING.
       and (p_status is null or p_status = 'FAILED' or b.status = p_status)
       and (p_status is null or p_status <> 'PENDING' or b.expires_at > v_now)
       and (p_from is null or s.start_time >= p_from) and (p_to is null or s.start_time < p_to)
       -- The first condition is for the index of start times.
       and (p_cursor is null or s.start_time >= v_after[1]::timestamptz and (s.start_time, b.doctor_id, b.id)
                                > (v_after[1]::timestamptz, v_after[2]::uuid, v_after[3]::uuid))
     order by s.start_time, b.doctor_id, b.id limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by v.start_time, v.doctor_id, v.id) into v_rows
    from page join api.patient_booking v on v.doctor_id = page.doctor_id and v.id = page.id;
  return core.page('bookings', v_rows, p_limit, '{start_time,doctor_id,id}');
end
$$;

comment on function api.list_all_bookings(
  uuid, uuid, uuid, medbook.booking_status, timestamptz, timestamptz, integer, text) is
'All patients'' bookings by start time, then doctor; each call is written to the audit
p_doctor_id, p_patient_id, p_status: only bookings of this doctor, of this patient, in this status now. p_from, p_to:
only bookings whose slots start at or after p_from and before p_to. p_limit: 1 to 100 bookings. p_cursor: next_cursor of
the previous page. Refuses FORBIDDEN, INVALID_INPUT.';
