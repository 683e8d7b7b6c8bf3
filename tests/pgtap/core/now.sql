begin;
\ir ../names.psql
select plan(10);

select volatility_is(
  'core',
  'now',
  array[]::text[],
  'stable',
  'the clock is stable, so that an index can serve a comparison with it'
);
select is(
  (select procost from pg_proc where oid = 'core.now()'::regprocedure),
  1::real,
  'the clock is cheap, so that booking.is_open is inlined around it'
);

select is(core.now(), (select now from test.clock), 'a test database reads its clock from a table');
update test.clock set now = now + interval '2 minutes';
select is(core.now(), '2030-01-07 08:02:00Z', 'setting the table moves the clock at once');

-- The real clock, until the rollback.
\ir ../../../sql/core/now.sql
select function_returns('core', 'now', array[]::text[], 'timestamp with time zone', 'the real clock gives an instant');
select volatility_is('core', 'now', array[]::text[], 'stable', 'the real clock is stable too');
select is((select procost from pg_proc where oid = 'core.now()'::regprocedure), 1::real, 'the real clock is cheap too');
select clock_timestamp() as before \gset
select cmp_ok(core.now(), '>=', :'before'::timestamptz, 'the real clock shows the wall-clock time');
select cmp_ok(core.now(), '<=', clock_timestamp(), 'the real clock is not ahead');
select cmp_ok(core.now(), '>', now(), 'the real clock moves on within a transaction');

select * from finish();
rollback;
