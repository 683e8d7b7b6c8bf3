create or replace function booking.check_move(
  p_booking medbook.bookings,
  p_actor_id uuid,
  p_slot_id uuid,
  p_reason text,
  p_now timestamptz,
  out refusal jsonb,
  out overridden text[],
  out offer booking.offer
)
  language plpgsql
  stable
as $$
declare
  v_check record;
begin
  if p_slot_id = p_booking.slot_id then
    refusal := core.refuse_input('slot_id', 'must be another slot than the booking has');
    return;
  end if;
  refusal := booking.check_cutoff(p_booking, 'reschedule', p_now);
  if refusal is not null then
    if not booking.may_override(refusal ->> 'error', p_actor_id) then
      return;
    end if;
    overridden := array[refusal ->> 'error'];
  end if;
  v_check := booking.check_booking(
    p_booking.user_id, p_actor_id, p_slot_id, p_booking.id, p_reason, p_now, p_booking.service_id,
    booking.slots_of(p_booking));
  refusal := v_check.refusal;
  offer := v_check.offer;
  offer.service_name := p_booking.service_name;
  if offer.doctor_id = p_booking.doctor_id then
    offer.fee := p_booking.fee;
    offer.currency := p_booking.currency;
  end if;
  overridden := overridden || v_check.overridden;
  if v_check.own_booking_id is not null then
    refusal := core.refuse('OVERLAPPING_BOOKING', jsonb_build_object('booking_id', v_check.own_booking_id));
  end if;
end
$$;

comment on function booking.check_move(medbook.bookings, uuid, uuid, text, timestamptz) is
'Whether this booking can be moved to this slot
p_actor_id: the user who asks. p_reason: why an administrator ignores the patient''s other bookings; null: they
count. refusal: null if the booking can be moved. overridden, offer: as in booking.check_booking, but the booking''s
price stays within one doctor. A visit keeps its kind, and may take slots that it has
already. Refuses INVALID_INPUT (it begins with this slot already), TOO_LATE, and what
booking.check_booking refuses. Refuses OVERLAPPING_BOOKING also if the patient has the slot by another booking.';
