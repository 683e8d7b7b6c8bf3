create or replace function booking.free_slots(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_closed uuid[];
begin
  with freed as (
    update medbook.slots
       set is_available = close_cause is null, held_until = null, changed = pg_current_xact_id(),
           closed_at = coalesce(closed_at, case when close_cause is not null then p_now end)
     where doctor_id = p_doctor_id and id = any(p_slot_ids)
    returning id, closed_at)
  select array_agg(id) into v_closed from freed where closed_at is not null;
  if v_closed is not null then
    delete from medbook.calendar where doctor_id = p_doctor_id and slot_id = any(v_closed);
  end if;
end
$$;

comment on function booking.free_slots(uuid, uuid[], timestamptz) is
'Frees slots whose booking has ended, or closes those with a close_cause
The caller has locked the slots and ended their bookings.';
