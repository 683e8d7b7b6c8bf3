create or replace function booking.answer_hold(
  p_booking medbook.bookings,
  p_offer booking.offer,
  p_now timestamptz
)
  returns jsonb
  language sql
  stable
as $$
  -- A row of the view's type, made of what is known: the view would read the booking, its slot and its doctor again.
  select jsonb_build_object('success', true, 'created', p_booking.id, 'booking', to_jsonb(row(
    p_booking.id, p_booking.slot_id, p_booking.doctor_id, p_offer.doctor_name, p_offer.specialization,
    p_booking.status, p_offer.start_time, p_offer.end_time, p_booking.expires_at,
    ceil(extract(epoch from p_booking.expires_at - p_now))::integer,
    p_booking.fee, p_booking.currency, p_booking.created_at, p_booking.confirmed_at, p_booking.cancelled_at,
    p_booking.rescheduled_from)::api.booking))
$$;

comment on function booking.answer_hold(medbook.bookings, booking.offer, timestamptz) is
'The answer to a new hold: the booking as api.booking shows it, and its id as created
p_booking: the hold. p_offer: its slot. p_now: the time of the hold.';
