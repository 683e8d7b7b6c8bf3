create or replace function calendar.close_free_slots(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_cause medbook.close_cause
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz;
  v_count integer;
begin
  -- All of them, the booked ones too: whoever cancels one of them meanwhile sees afterwards that it is to close.
  perform from medbook.slots
    where doctor_id = p_doctor_id and id = any(p_slot_ids) and closed_at is null
    order by id for no key update;

  v_now := core.now();
  perform booking.lapse_holds(p_doctor_id, p_slot_ids, v_now);
  with written as (
    update medbook.slots
       set is_available = false, closed_at = case when is_available then v_now end, changed = pg_current_xact_id(),
           close_cause = case when p_cause = 'TIME_OFF' then coalesce(close_cause, p_cause) else p_cause end
     where doctor_id = p_doctor_id and id = any(p_slot_ids) and closed_at is null
    returning closed_at)
  select count(closed_at)::integer into v_count from written;
  return v_count;
end
$$;

comment on function calendar.close_free_slots(uuid, uuid[], medbook.close_cause) is
'Closes those of these slots that are free, and lets the booked ones close when their bookings end; returns how many closed
p_cause: why; leave, which may be taken back, is no other reason than there was. The caller has locked the doctor.';
