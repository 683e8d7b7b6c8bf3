create or replace function booking.is_same_day(
  p_time_zone text,
  p_start_time timestamptz,
  p_other_time timestamptz
)
  returns boolean
  language plpgsql
  immutable
as $$
begin
  return (p_start_time at time zone p_time_zone)::date = (p_other_time at time zone p_time_zone)::date;
exception
  -- The server may have lost a name that it knew when the doctor was written: that must not stop bookings.
  when invalid_parameter_value then
    return (p_start_time at time zone 'UTC')::date = (p_other_time at time zone 'UTC')::date;
end
$$;

comment on function booking.is_same_day(text, timestamptz, timestamptz) is
'Whether two times are on one day of a doctor''s calendar
p_time_zone: the doctor''s; if the server does not know the name, days are those of UTC. p_start_time, p_other_time: the
times.';
