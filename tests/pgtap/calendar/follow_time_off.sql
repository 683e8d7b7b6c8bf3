begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(10);

select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as held \gset
create function pg_temp.states() returns text language sql as $$
  select string_agg(pg_temp.state(id), ', ' order by id) from medbook.slots where doctor_id = test.dora()
$$;
select pg_temp.states() as before \gset
select :calendar as calendar_before \gset
select calendar.follow_time_off(:'dora', core.now());
select is(:calendar, :'calendar_before', 'without a time off nothing is written');

-- Written past the functions, as for a doctor who was locked.
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'dora', '[2030-01-08 09:00Z,2030-01-08 10:30Z)', '2030-01-07Z');
savepoint off;
select calendar.follow_time_off(:'dora', core.now());
select is(
  pg_temp.states(),
  'closed TIME_OFF, booked TIME_OFF, held TIME_OFF, free, free, closed',
  'slots in a time off close, or will when their bookings end'
);
select is(pg_temp.state(:'eve_1'), 'free', 'another doctor''s do not');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select :calendar as calendar_before \gset
select calendar.follow_time_off(:'dora', core.now());
select is(:calendar, :'calendar_before', 'what is as it should be is not written again');
delete from medbook.time_off;
select calendar.follow_time_off(:'dora', core.now());
select is(pg_temp.states(), :'before', 'when the time off is gone all are as before');
rollback to off;

-- A slot that another one has taken the place of stays closed, and a lapsed hold is in nobody's way.
update test.clock set now = now + interval '2 minutes';
select calendar.follow_time_off(:'dora', core.now());
select is(pg_temp.state(:'dora_3'), 'closed TIME_OFF', 'a lapsed hold closes at once');
delete from medbook.time_off;
select pg_temp.slot(:'dora', 21, '2030-01-08 09:15Z', 15) as other \gset
select calendar.follow_time_off(:'dora', core.now());
select is(pg_temp.state(:'dora_1'), 'closed TIME_OFF', 'a slot that another one overlaps stays closed');
select is(pg_temp.state(:'dora_3'), 'free', 'the others open');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy with both');

select * from finish();
rollback;
