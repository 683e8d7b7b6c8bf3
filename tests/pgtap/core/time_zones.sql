begin;
\ir ../names.psql
select plan(4);

select ok('Europe/Berlin' in (select core.time_zones()), 'IANA''s names are known');
select ok('UTC' in (select core.time_zones()), 'UTC is one');
select is_empty(
  $$select zone from core.time_zones() zone where zone in ('localtime', 'posixrules', 'Factory')
    or zone like 'posix/%'$$,
  'zones that depend on the host are not listed'
);
select is_empty(
  $$select zone from core.time_zones() zone where now() at time zone zone is null$$,
  'PostgreSQL can tell the time in each'
);

select * from finish();
rollback;
