begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(9);

-- The first slot is closed, the second is booked and will close, the third is free.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
update test.slots set is_available = false, closed_at = '2030-01-07 08:00Z', close_cause = 'RETIRED'
 where id = :'dora_1';
update medbook.slots set close_cause = 'RETIRED' where id = :'dora_2';
savepoint closed;
select is(calendar.open_again(:'dora', '{}'), 0, 'no slot is opened unless it is named');
select is(
  calendar.open_again(:'dora', array[:'dora_1', :'dora_2']::uuid[]),
  1,
  'slots that were closed for any cause open, and those that are free count'
);
select is(pg_temp.state(:'dora_1'), 'free', 'what was closed is free');
select is(pg_temp.state(:'dora_2'), 'booked', 'what was to close stays booked');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to closed;
select is(calendar.open_again(:'eve', array[:'dora_1']::uuid[]), 0, 'those of another doctor are not touched');
insert into medbook.time_off (doctor_id, during, created_at)
values (:'dora', '[2030-01-08Z,2030-01-09Z)', '2030-01-07Z');
select is(
  calendar.open_again(:'dora', array[:'dora_1', :'dora_2']::uuid[]),
  0,
  'nothing opens in a time off'
);
select is(pg_temp.state(:'dora_2'), 'booked RETIRED', 'not even what is booked');
rollback to closed;
select pg_temp.slot(:'dora', 21, '2030-01-08 09:29Z', 1) as other \gset
select is(calendar.open_again(:'dora', array[:'dora_1']::uuid[]), 0, 'nor where another slot is');

select * from finish();
rollback;
