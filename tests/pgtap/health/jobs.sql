begin;
\ir ../names.psql
select plan(3);

select columns_are(
  'health',
  'jobs',
  array['name', 'schedule', 'last_start', 'last_success', 'last_duration', 'last_failure', 'is_failing'],
  'a job has the members that the documentation names'
);
select is_empty('select from health.jobs', 'where pg_cron is missing there are no jobs');
select lives_ok('set local role medbook_operator; select * from health.jobs; reset role', 'DBAs can read it');

select * from finish();
rollback;
