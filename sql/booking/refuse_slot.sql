create or replace function booking.refuse_slot(
  p_user_id uuid,
  p_offer booking.offer,
  p_now timestamptz,
  out refusal jsonb,
  out own_booking_id uuid
)
  language plpgsql
  stable
as $$
declare
  v_is_free boolean := booking.is_free(
    p_offer.is_available, p_offer.held_until, p_offer.doctor_id, p_offer.close_cause, p_offer.service_ids,
    p_offer.start_time, p_now);
begin
  if p_offer.slot_id is null then
    refusal := core.refuse('SLOT_NOT_FOUND');
    return;
  end if;
  select id into own_booking_id from medbook.bookings
   where doctor_id = p_offer.doctor_id and slot_id = p_offer.slot_id and user_id = p_user_id and part_of is null
     and service_id is not distinct from p_offer.service_id
     and status in ('PENDING', 'CONFIRMED') and booking.is_live(status, expires_at, p_now);
  if found then
    refusal := case when core.is_deactivated(p_user_id) then core.refuse('FORBIDDEN') end;
  elsif v_is_free and not booking.is_for(p_offer.service_ids, p_offer.service_id) then
    refusal := core.refuse('SERVICE_NOT_OFFERED');
  elsif v_is_free and p_offer.start_time <= p_now then
    refusal := core.refuse('SLOT_IN_PAST', jsonb_build_object('start_time', p_offer.start_time));
  elsif v_is_free and p_offer.is_active then
    refusal := core.refuse('OUTSIDE_BOOKING_WINDOW', booking.booking_window(p_offer.doctor_id, p_now));
  else
    refusal := core.refuse('SLOT_UNAVAILABLE', jsonb_strip_nulls(jsonb_build_object(
      'held_until', case when p_offer.held_until > p_now then p_offer.held_until end)));
  end if;
end
$$;

comment on function booking.refuse_slot(uuid, booking.offer, timestamptz) is
'Why a slot that is not open cannot be booked, or the booking by which the patient has it
p_user_id: the patient. p_offer: the slot; null if there is none. own_booking_id: the patient''s live booking of the
slot, as a visit of this kind; null: none. refusal: null if there is one, else the first reason, in this order:
SLOT_NOT_FOUND, FORBIDDEN (the patient has the slot, but was deactivated), SLOT_UNAVAILABLE (held_until if it is only
held), SERVICE_NOT_OFFERED (it is for other kinds of visit), SLOT_IN_PAST, OUTSIDE_BOOKING_WINDOW (earliest, latest).';
