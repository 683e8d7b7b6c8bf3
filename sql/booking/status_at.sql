create or replace function booking.status_at(
  p_status medbook.booking_status,
  p_expires_at timestamptz,
  p_now timestamptz
)
  returns medbook.booking_status
  language sql
  stable
as $$
  select case when p_status = 'PENDING' and p_expires_at <= p_now then 'FAILED' else p_status end
$$;

comment on function booking.status_at(medbook.booking_status, timestamptz, timestamptz) is
'The status of a booking at this time
p_status, p_expires_at: the booking''s columns. A hold is FAILED from expires_at on, even before the sweep.';
