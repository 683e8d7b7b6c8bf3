create or replace function booking.is_suitable(
  p_from timestamptz,
  p_to timestamptz,
  p_weekdays integer[],
  p_earliest time,
  p_latest time,
  p_start_time timestamptz,
  p_weekday integer,
  p_time_of_day time
)
  returns boolean
  language sql
  stable
as $$
  select (p_from <= p_start_time or p_from is null)
     and (p_to > p_start_time or p_to is null)
     and (p_earliest <= p_time_of_day or p_earliest is null)
     and (p_latest > p_time_of_day or p_latest is null)
     and (p_weekday = any(p_weekdays) or p_weekdays is null)
$$;

comment on function booking.is_suitable(
  timestamptz, timestamptz, integer[], time, time, timestamptz, integer, time) is
'Whether a visit that starts then is at a time that somebody waits for
p_from, p_to, p_weekdays, p_earliest, p_latest: columns of the waiting list. p_start_time, p_weekday, p_time_of_day: the
start, and of what day it is and which time by the doctor''s clock. Must stay inlinable (no SET, no sub-select).';
