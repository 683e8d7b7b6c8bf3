create or replace function outbound.calendar_time(
  p_time timestamptz
)
  returns text
  language sql
  stable
  parallel safe
as $$
  select to_char(p_time at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
$$;

comment on function outbound.calendar_time(timestamptz) is
'An instant as iCalendar writes it (RFC 5545, section 3.3.5): in UTC';
