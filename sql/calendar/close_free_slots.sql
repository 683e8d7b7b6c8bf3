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
  v_closed uuid[];
begin
  -- Lock the booked ones too: a concurrent cancellation then waits, and sees close_cause afterwards.
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
    returning id, closed_at)
  select array_agg(id) filter (where closed_at is not null) into v_closed from written;
  delete from medbook.calendar where doctor_id = p_doctor_id and slot_id = any(v_closed);
  return coalesce(cardinality(v_closed), 0);
end
$$;

comment on function calendar.close_free_slots(uuid, uuid[], medbook.close_cause) is
'Closes the free ones of these slots; returns how many closed
Booked slots close when their bookings end. p_cause: why; TIME_OFF does not replace a cause that a slot has already,
since a time off may be removed later. The caller has locked the doctor.';
