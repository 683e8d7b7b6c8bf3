create or replace function calendar.instant_of(
  p_local timestamp,
  p_time_zone text
)
  returns timestamptz
  language sql
  stable
as $$
  select case
    when (p_local at time zone p_time_zone) at time zone p_time_zone = p_local then p_local at time zone p_time_zone
    -- PostgreSQL reads a skipped time as one that is as much later: what the clock shows first lies between them.
    else (
      select min(wall at time zone p_time_zone)
        from generate_series(p_local, (p_local at time zone p_time_zone) at time zone p_time_zone,
                             interval '1 minute') as shown (wall)
       where (wall at time zone p_time_zone) at time zone p_time_zone = wall)
  end
$$;

comment on function calendar.instant_of(timestamp, text) is
'When the wall clock of a time zone shows this time, or the first one after it
p_local: a whole minute. One that the clock skips is the instant of the change; one that comes twice is the second.';
