create or replace function core.later(
  p_time timestamptz,
  p_interval interval
)
  returns timestamptz
  language sql
  stable
as $$
  select p_time + extract(epoch from p_interval) * interval '1 second'
$$;

comment on function core.later(timestamptz, interval) is
'The instant that is this much elapsed time after another
A day counts as 24 hours, whatever the session''s time zone. p_interval: negative for an earlier instant.';
