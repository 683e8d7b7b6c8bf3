create or replace function booking.insert_booking(
  p_user_id uuid,
  p_offer booking.offer,
  p_now timestamptz,
  p_actor_id uuid default null,
  p_override_reason text default null
)
  returns medbook.bookings
  language plpgsql
  volatile
as $$
declare
  v_booking medbook.bookings;
begin
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at,
                                override_reason)
  values (p_offer.doctor_id, core.new_id(p_offer.doctor_id), p_offer.slot_id, p_user_id, 'PENDING', p_offer.fee,
          p_offer.currency, p_now, p_now + p_offer.hold_duration, p_override_reason)
  returning * into v_booking;
  insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, to_status)
  values (v_booking.doctor_id, v_booking.id, p_now, coalesce(p_actor_id, p_user_id), 'PENDING');

  update medbook.slots
     set is_available = false, held_until = v_booking.expires_at, changed = pg_current_xact_id()
   where doctor_id = v_booking.doctor_id and id = v_booking.slot_id;
  return v_booking;
end
$$;

comment on function booking.insert_booking(uuid, booking.offer, timestamptz, uuid, text) is
'Writes a new hold and its history, and marks its slot as held
p_offer: the slot, as booking.check_slot found it. p_actor_id: the user who asks; null: the patient. p_override_reason:
why the patient''s other bookings were ignored; null: they counted. The caller has locked the slot and checked that it
can be booked.';
