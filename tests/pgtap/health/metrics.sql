begin;
\ir ../names.psql
select plan(12);

create function pg_temp.metric(p_name text) returns text language sql as $$
  select string_agg(concat_ws(' ', labels ->> 'cron_job', labels ->> 'check', value), ', ' order by labels)
    from health.metrics() where name = p_name
$$;

select is(pg_temp.metric('holds_live') || pg_temp.metric('holds_lapsed'), '00', 'without holds none is counted');
select is(pg_temp.metric('waiting'), '0', 'nobody waits');
select api.join_waitlist(:'ann', :'dora', p_weekdays => '[7]') as joined \gset
select is(pg_temp.metric('waiting'), '1', 'who waits is counted');
select api.book_slot(:'ann', :'dora_1');
select api.confirm_booking(:'ann', (api.book_slot(:'ann', :'dora_4') ->> 'created')::uuid);
select is(pg_temp.metric('holds_live'), '1', 'a hold is counted, and an appointment is not');
update test.clock set now = now + '2 minutes';
select is(
  pg_temp.metric('holds_live') || pg_temp.metric('holds_lapsed'),
  '01',
  'one that has lapsed is counted as such until it is swept up'
);
select booking.expire_bookings();
select is(pg_temp.metric('holds_lapsed'), '0', 'then it is not counted any more');
select is(
  pg_temp.metric('check_ok'),
  'dead rows 1, hot updates 1, invalid indexes 1, lock waits 1, mail 1, replication slots 1, sweep 1, '
    'transaction ids 1, unused indexes 1, webhooks 1',
  'each check that the owner may see has a value, but for the invariants and the jobs'
);
update pg_index set indisvalid = false where indexrelid = 'medbook.idx_slots_changed'::regclass;
select matches(pg_temp.metric('check_ok'), 'invalid indexes 0', 'which is 0 if it is not ok');
select is(
  (select labels ->> 'migration' from health.metrics() where name = 'schema_info'),
  core.schema_version(),
  'the schema''s version is a label'
);

\ir ../cron.psql
grant usage on schema cron to medbook_owner;
insert into cron.job values (1, '* * * * *', 'medbook_worker', 'sweep'), (2, '* * * * *', 'medbook_worker', 'new');
insert into cron.job_run_details values
  (1, 1, 'succeeded', 'CALL', '1970-01-01 00:00:05Z', '1970-01-01 00:00:06Z'),
  (1, 2, 'failed', 'ERROR', '1970-01-01 00:00:07Z', '1970-01-01 00:00:10Z');
select is(
  concat_ws('; ', pg_temp.metric('job_last_start_seconds'), pg_temp.metric('job_last_success_seconds'),
    pg_temp.metric('job_last_duration_seconds')),
  'sweep 7; sweep 6; sweep 3',
  'a job has the times of its last start and success, and how long its last run took, or none'
);
select is(pg_temp.metric('job_failing'), 'new 0, sweep 1', 'it fails after a failure');
select lives_ok('set local role medbook_gateway; select * from health.metrics(); reset role', 'the gateway can ask');

select * from finish();
rollback;
