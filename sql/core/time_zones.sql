create or replace function core.time_zones()
  returns setof text
  language sql
  stable
as $$
  select name from pg_timezone_names where name !~ '^(posix|right/|local|Factory$)'
$$;

comment on function core.time_zones() is
'The IANA time zones; PostgreSQL takes long to list them';
