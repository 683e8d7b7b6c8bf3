create or replace function core.free_slots(
  p_doctor_id uuid,
  p_slot_ids uuid[]
)
  returns void
  language sql
  volatile
as $$
  update medbook.slots
     set is_available = true, held_until = null, changed = pg_current_xact_id()
   where doctor_id = p_doctor_id and id = any(p_slot_ids)
$$;

comment on function core.free_slots(uuid, uuid[]) is
'Offers slots again whose booking has ended
The caller has locked them and ended their bookings.';
