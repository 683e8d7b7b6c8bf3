create or replace function core.is_within_days(
  p_from timestamptz,
  p_to timestamptz,
  p_days integer
)
  returns boolean
  language sql
  stable
as $$
  select p_to <= core.later(p_from, make_interval(days => p_days, hours => 2))
$$;

comment on function core.is_within_days(timestamptz, timestamptz, integer) is
'Whether an instant is at most this many days on the wall clock after another one, or before it
An instant does not tell its caller''s time zone, so two hours more are allowed everywhere: a day on which the clock is
put back has 25 hours, at Troll in Antarctica 26.';
