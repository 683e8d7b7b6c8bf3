create or replace function calendar.end_minute_of(
  p_start text,
  p_end text
)
  returns integer
  language sql
  immutable
as $$
  select calendar.minute_of(p_end)
       + case when calendar.minute_of(p_end) < calendar.minute_of(p_start) then 1440 else 0 end
$$;

comment on function calendar.end_minute_of(text, text) is
'When hours end, in minutes after the midnight with which their day begins
p_start, p_end: HH:MM. An end before the start is on the next day.';
