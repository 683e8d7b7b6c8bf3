create or replace function calendar.minute_of(
  p_text text
)
  returns integer
  language sql
  immutable
as $$
  select split_part(p_text, ':', 1)::integer * 60 + split_part(p_text, ':', 2)::integer
$$;

comment on function calendar.minute_of(text) is
'HH:MM as a minute of the day';
