create or replace function booking.check_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_now timestamptz,
  out refusal jsonb,
  out own_booking_id uuid,
  out offer booking.offer
)
  language plpgsql
  stable
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_is_free boolean;
begin
  select * into offer from booking.offer o where o.doctor_id = v_doctor_id and o.slot_id = p_slot_id;
  if not found then
    refusal := core.refuse('SLOT_NOT_FOUND');
    return;
  elsif booking.is_open(offer.is_available, offer.held_until, offer.close_cause, offer.start_time,
                        offer.is_active, offer.min_notice, offer.booking_horizon, p_now) then
    return;
  end if;

  v_is_free := booking.is_free(offer.is_available, offer.held_until, offer.close_cause, p_now);
  select id into own_booking_id from medbook.bookings
   where doctor_id = v_doctor_id and slot_id = p_slot_id and user_id = p_user_id
     and booking.is_live(status, expires_at, p_now);
  if found then
    refusal := case when core.is_deactivated(p_user_id) then core.refuse('FORBIDDEN') end;
  elsif v_is_free and offer.start_time <= p_now then
    refusal := core.refuse('SLOT_IN_PAST', jsonb_build_object('start_time', offer.start_time));
  elsif v_is_free and offer.is_active then
    refusal := core.refuse('OUTSIDE_BOOKING_WINDOW', booking.booking_window(v_doctor_id, p_now));
  else
    refusal := core.refuse('SLOT_UNAVAILABLE', jsonb_strip_nulls(jsonb_build_object(
      'held_until', case when offer.held_until > p_now then offer.held_until end)));
  end if;
end
$$;

comment on function booking.check_slot(uuid, uuid, timestamptz) is
'Whether a patient can book a slot, regardless of the patient''s other bookings
p_user_id: the patient. If refusal and own_booking_id are null, the slot can be booked. own_booking_id: the live booking
by which the patient has the slot already. refusal: why it cannot be booked, checked in this order: SLOT_NOT_FOUND,
FORBIDDEN (the patient has the slot, but was deactivated), SLOT_UNAVAILABLE (held_until if it is only held),
SLOT_IN_PAST, OUTSIDE_BOOKING_WINDOW (earliest, latest). offer: the slot; null if there is none.';
