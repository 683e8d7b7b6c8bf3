create or replace function booking.refuse_status(
  p_booking medbook.bookings,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  case booking.status_at(p_booking.status, p_booking.expires_at, p_now)
    when 'FAILED' then
      return core.refuse('BOOKING_EXPIRED', jsonb_build_object('expired_at', p_booking.expires_at));
    when 'PENDING', 'CONFIRMED', 'CANCELLED', 'COMPLETED', 'NO_SHOW' then
      return core.refuse('INVALID_STATUS', jsonb_build_object('booking_status', p_booking.status));
    else
      return core.refuse('BOOKING_NOT_FOUND');
  end case;
end
$$;

comment on function booking.refuse_status(medbook.bookings, timestamptz) is
'The refusal when a booking''s status does not allow a change
p_booking: null if there is no such booking. Refuses BOOKING_EXPIRED (expired_at), INVALID_STATUS (booking_status),
BOOKING_NOT_FOUND.';
