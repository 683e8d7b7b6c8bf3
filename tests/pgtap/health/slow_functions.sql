begin;
\ir ../names.psql
select plan(3);

select columns_are(
  'health',
  'slow_functions',
  array['name', 'calls', 'mean_ms', 'total_ms'],
  'a function has the members that the documentation names'
);
select lives_ok('set local role medbook_operator; select * from health.slow_functions; reset role', 'DBAs can read it');
select is(
  (select array_agg(total_ms) from health.slow_functions),
  (select array_agg(total_ms order by total_ms desc) from health.slow_functions),
  'what takes most of the time comes first'
);

select * from finish();
rollback;
