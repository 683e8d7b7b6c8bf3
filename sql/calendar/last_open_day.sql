create or replace function calendar.last_open_day(
  p_time_zone text,
  p_booking_horizon interval,
  p_now timestamptz
)
  returns date
  language sql
  stable
as $$
  select case when core.is_time_zone(p_time_zone) then
           (core.later(p_now, p_booking_horizon) at time zone p_time_zone)::date end
$$;

comment on function calendar.last_open_day(text, interval, timestamptz) is
'The last day, on the doctor''s calendar, that can be booked now; null if the server does not know the time zone';
