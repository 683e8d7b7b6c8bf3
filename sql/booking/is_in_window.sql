create or replace function booking.is_in_window(
  p_start_time timestamptz,
  p_min_notice interval,
  p_booking_horizon interval,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select p_start_time >= core.later(p_now, p_min_notice) and p_start_time <= core.later(p_now, p_booking_horizon)
$$;

comment on function booking.is_in_window(timestamptz, interval, interval, timestamptz) is
'Whether a slot is neither too soon nor too far ahead for a patient
p_start_time: the slot''s column. p_min_notice, p_booking_horizon: the doctor''s, from booking.rules.';
