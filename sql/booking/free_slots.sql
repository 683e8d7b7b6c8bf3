create or replace function booking.free_slots(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_now timestamptz
)
  returns void
  language sql
  volatile
as $$
  update medbook.slots
     set is_available = close_cause is null, held_until = null, changed = pg_current_xact_id(),
         closed_at = coalesce(closed_at, case when close_cause is not null then p_now end)
   where doctor_id = p_doctor_id and id = any(p_slot_ids)
$$;

comment on function booking.free_slots(uuid, uuid[], timestamptz) is
'Frees slots whose booking has ended, or closes those with a close_cause
The caller has locked the slots and ended their bookings.';
