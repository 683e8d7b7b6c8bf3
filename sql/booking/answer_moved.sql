create or replace function booking.answer_moved(
  p_booking_id uuid,
  p_before medbook.bookings
)
  returns jsonb
  language sql
  stable
as $$
  select booking.answer_booking(p_booking_id)
         || jsonb_build_object('fee_before', p_before.fee, 'currency_before', p_before.currency)
$$;

comment on function booking.answer_moved(uuid, medbook.bookings) is
'The successful answer that shows the booking to which another one was moved, and the price before
p_booking_id: the new booking. p_before: the old one.';
