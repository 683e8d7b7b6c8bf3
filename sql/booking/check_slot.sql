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
begin
  select * into offer from booking.offer o where o.doctor_id = v_doctor_id and o.slot_id = p_slot_id;
  if booking.is_open(offer.is_available, offer.held_until, offer.is_awaited, offer.close_cause, offer.service_ids,
                     offer.service_id, offer.start_time, offer.is_active, offer.min_notice, offer.booking_horizon,
                     p_now) is not true then
    select r.refusal, r.own_booking_id into refusal, own_booking_id
      from booking.refuse_slot(p_user_id, offer, p_now) r;
  end if;
end
$$;

comment on function booking.check_slot(uuid, uuid, timestamptz) is
'Whether a patient can book a slot, regardless of the patient''s other bookings
p_user_id: the patient. If refusal and own_booking_id are null, the slot can be booked; else they are what
booking.refuse_slot says. offer: the slot; null if there is none.';
