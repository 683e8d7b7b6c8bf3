create or replace function calendar.clock_text(
  p_minute integer
)
  returns text
  language sql
  immutable
as $$
  select lpad((p_minute / 60)::text, 2, '0') || ':' || lpad((p_minute % 60)::text, 2, '0')
$$;

comment on function calendar.clock_text(integer) is
'A minute of the day as HH:MM';
