create or replace function booking.confirm_hold(
  p_booking medbook.bookings,
  p_actor_id uuid,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
begin
  update medbook.bookings set status = 'CONFIRMED', confirmed_at = p_now, expires_at = null
   where doctor_id = p_booking.doctor_id and id = p_booking.id;
  insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, from_status, to_status)
  values (p_booking.doctor_id, p_booking.id, p_now, p_actor_id, 'PENDING', 'CONFIRMED');
  update medbook.slots set held_until = null, changed = pg_current_xact_id()
   where doctor_id = p_booking.doctor_id and id = p_booking.slot_id;
  perform booking.update_parts(p_booking);
  if p_booking.waitlist_id is not null then
    update medbook.waitlist set ended_at = p_now, ended_because = 'BOOKED', booking_id = p_booking.id
     where id = p_booking.waitlist_id and ended_at is null;
  end if;
end
$$;

comment on function booking.confirm_hold(medbook.bookings, uuid, timestamptz) is
'Turns a hold into an appointment; if it was offered, the patient no longer waits
p_actor_id: the user who confirms. The caller has locked the slots and checked that the hold has not lapsed.';
