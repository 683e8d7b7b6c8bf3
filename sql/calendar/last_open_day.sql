create or replace function calendar.last_open_day(
  p_time_zone text,
  p_booking_horizon interval,
  p_now timestamptz
)
  returns date
  language sql
  stable
as $$
  select (core.later(p_now, p_booking_horizon) at time zone p_time_zone)::date
$$;

comment on function calendar.last_open_day(text, interval, timestamptz) is
'The last day, on the doctor''s calendar, that can be booked now';
