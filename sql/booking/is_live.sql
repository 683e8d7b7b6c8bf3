create or replace function booking.is_live(
  p_status medbook.booking_status,
  p_expires_at timestamptz,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select p_status not in ('CANCELLED', 'FAILED', 'COMPLETED', 'NO_SHOW')
     and (p_expires_at > p_now or p_expires_at is null)
$$;

comment on function booking.is_live(medbook.booking_status, timestamptz, timestamptz) is
'Whether a booking occupies its slot: an appointment, or a hold that has not lapsed
p_status, p_expires_at: the booking''s columns. Must stay inlinable (no SET, no sub-select) and be written as the
condition of the index of a user''s live bookings. To look up a slot''s, add status in (''PENDING'', ''CONFIRMED'').';
