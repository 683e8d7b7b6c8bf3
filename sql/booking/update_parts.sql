create or replace function booking.update_parts(
  p_booking medbook.bookings
)
  returns void
  language plpgsql
  volatile
as $$
begin
  if p_booking.visit_end is null then
    return;
  end if;
  update medbook.bookings part
     set status = b.status, expires_at = b.expires_at, confirmed_at = b.confirmed_at
    from medbook.bookings b
   where b.doctor_id = p_booking.doctor_id and b.id = p_booking.id
     and part.doctor_id = p_booking.doctor_id and part.part_of = p_booking.id;
  update medbook.slots s
     set held_until = part.expires_at, changed = pg_current_xact_id()
    from medbook.bookings part
   where part.doctor_id = p_booking.doctor_id and part.part_of = p_booking.id
     and s.doctor_id = part.doctor_id and s.id = part.slot_id and s.held_until is distinct from part.expires_at;
end
$$;

comment on function booking.update_parts(medbook.bookings) is
'Gives the further slots of a visit the status and times of its booking, which has just changed and lives
p_booking: as it was before. The caller has locked all its slots. Does nothing to a booking of one slot.';
