create or replace function booking.check_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_now timestamptz,
  p_service_id uuid default null,
  p_own_ids uuid[] default '{}',
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
  offer := booking.for_service(offer, p_service_id);
  if p_slot_id = any(p_own_ids) then
    offer.is_available := offer.close_cause is null;
  end if;
  if booking.is_open(offer.is_available, offer.held_until, offer.doctor_id, offer.close_cause, offer.service_ids,
                     offer.service_id, offer.start_time, offer.is_active, offer.min_notice, offer.booking_horizon,
                     p_now) is not true then
    select r.refusal, r.own_booking_id into refusal, own_booking_id
      from booking.refuse_slot(p_user_id, offer, p_now) r;
  elsif p_service_id is not null then
    refusal := booking.refuse_visit(offer, p_own_ids, p_now);
  end if;
end
$$;

comment on function booking.check_slot(uuid, uuid, timestamptz, uuid, uuid[]) is
'Whether a patient can book a slot, regardless of the patient''s other bookings
p_user_id: the patient. p_service_id: the kind of visit, whose first slot it is to be; null: none is named. p_own_ids:
slots of the booking that is being moved there, which count as free. If refusal and own_booking_id are null, the slot
can be booked; else they are what booking.refuse_slot and booking.refuse_visit say. offer: the slot, as
booking.for_service makes it; null if there is none.';
