create or replace function booking.insert_parts(
  p_booking_id uuid,
  p_slot_ids uuid[]
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_booking_id);
begin
  insert into medbook.bookings (
    doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at, waitlist_id, part_of)
  select doctor_id, core.new_id(doctor_id), further.slot_id, user_id, status, 0, currency, created_at, expires_at,
         waitlist_id, id
    from medbook.bookings b cross join unnest(p_slot_ids) further (slot_id)
   where b.doctor_id = v_doctor_id and b.id = p_booking_id;
  update medbook.slots s
     set is_available = false, held_until = first.held_until, changed = pg_current_xact_id()
    from medbook.bookings b
    join medbook.slots first on first.doctor_id = b.doctor_id and first.id = b.slot_id
   where b.doctor_id = v_doctor_id and b.id = p_booking_id and s.doctor_id = v_doctor_id and s.id = any(p_slot_ids);
end
$$;

comment on function booking.insert_parts(uuid, uuid[]) is
'Gives the further slots of a visit to its booking, and marks them as held
p_booking_id: the booking, which was just written. p_slot_ids: the slots. The caller has locked them and checked that
they can be booked.';
