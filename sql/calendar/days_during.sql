create or replace function calendar.days_during(
  p_days daterange,
  p_time_zone text
)
  returns tstzrange
  language plpgsql
  stable
as $$
begin
  return tstzrange(calendar.instant_of(lower(p_days)::timestamp, p_time_zone),
                   calendar.instant_of(upper(p_days)::timestamp, p_time_zone));
exception
  when invalid_parameter_value then
    return tstzrange(core.later(lower(p_days)::timestamp at time zone 'UTC', '-14 hours'),
                     core.later(upper(p_days)::timestamp at time zone 'UTC', '12 hours'));
end
$$;

comment on function calendar.days_during(daterange, text) is
'The time from the first to the last of these days in a time zone
If the server does not know the time zone: from the first to the last of them anywhere on earth.';
