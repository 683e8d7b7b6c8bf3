begin;
\ir ../names.psql
select plan(9);

select is_empty('select from health.list_jobs()', 'where pg_cron is missing there are no jobs');

\ir ../cron.psql
insert into cron.job values (1, '* * * * *', 'medbook_worker', 'sweep'), (2, '17 3 * * *', 'postgres', 'reports');
select is_empty('select from health.list_jobs()', 'nor are there where pg_cron is not ours to read');

grant usage on schema cron to medbook_owner;
create function pg_temp.sweep() returns text language sql as $$
  select format('%s: start %s, success %s, took %s, failure %s, failing %s', name, to_char(last_start, 'SS'),
    to_char(last_success, 'SS'), extract(epoch from last_duration)::integer, last_failure, is_failing)
    from health.list_jobs()
$$;
select results_eq(
  'select name, schedule from health.list_jobs()',
  $$values ('sweep', '* * * * *')$$,
  'other people''s jobs are not listed'
);
select is(pg_temp.sweep(), 'sweep: start , success , took , failure , failing f', 'a job that never ran has no times');
insert into cron.job_run_details values (1, 1, 'failed', 'connection failed', null, null);
select is(
  pg_temp.sweep(),
  'sweep: start , success , took , failure connection failed, failing t',
  'a job that never connects fails'
);
insert into cron.job_run_details values
  (1, 2, 'succeeded', 'CALL', '2030-01-07 08:00:01Z', '2030-01-07 08:00:02Z'),
  (2, 3, 'succeeded', 'CALL', '2030-01-07 08:00:03Z', '2030-01-07 08:00:04Z');
select is(
  pg_temp.sweep(),
  'sweep: start 01, success 02, took 1, failure connection failed, failing f',
  'after a success it does not, and its failure is still to be read'
);
insert into cron.job_run_details values
  (1, 5, 'failed', 'ERROR: later', '2030-01-07 08:00:05Z', '2030-01-07 08:00:06Z'),
  (1, 4, 'failed', 'ERROR: sooner', '2030-01-07 08:00:04Z', '2030-01-07 08:00:06Z');
select is(
  pg_temp.sweep(),
  'sweep: start 05, success 02, took 1, failure ERROR: later, failing t',
  'the last failure is that of the last run, and the last success stays'
);
insert into cron.job_run_details values (1, 6, 'running', null, '2030-01-07 08:00:07Z', null);
select is(
  pg_temp.sweep(),
  'sweep: start 07, success 02, took 1, failure ERROR: later, failing t',
  'a run that goes on says nothing yet but that it started'
);
select lives_ok('set local role medbook_operator; select * from health.list_jobs(); reset role', 'DBAs can read it');

select * from finish();
rollback;
