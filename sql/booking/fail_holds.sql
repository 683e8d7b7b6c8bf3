create or replace function booking.fail_holds(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_now timestamptz
)
  returns integer
  language plpgsql
  volatile
  -- Else PostgreSQL would plan statements with an array at every call, which takes longer than to run them.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_count integer;
begin
  with failed as (
    update medbook.bookings set status = 'FAILED', ended_by = 'EXPIRY'
     where doctor_id = p_doctor_id and slot_id = any(p_slot_ids) and status = 'PENDING'
    returning doctor_id, id, part_of)
  insert into medbook.booking_history (doctor_id, booking_id, at, from_status, to_status)
  select doctor_id, id, p_now, 'PENDING', 'FAILED' from failed where part_of is null;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function booking.fail_holds(uuid, uuid[], timestamptz) is
'Marks the lapsed holds on these slots of one doctor FAILED; returns how many
The caller has locked the slots, knows that their holds have lapsed, and updates the slots afterwards.';
