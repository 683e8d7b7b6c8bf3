begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(32);

-- Eve works on Mondays from 9 to 10 in New York, Dora on Mondays and Tuesdays from 9 to 10 in Berlin; the clinic is
-- booked for 10 days.
update medbook.settings set booking_horizon = '10 days';
select pg_temp.hours(
  :'eve',
  1,
  '09:00',
  '10:00',
  30
), pg_temp.hours(:'dora', 1, '09:00', '10:00', 60), pg_temp.hours(:'dora', 2, '09:00', '10:00', 60) as made \gset
create temp view open_until as select open_until from medbook.doctors order by id;
create temp view opened as select doctor_id, start_time from medbook.slots where start_time > '2030-01-08 12:00Z'
  and id::text not like '%-8000-0000000000%';
savepoint closed;

select is(calendar.open_some_slots(10), 7, 'all active doctors'' calendars are opened, as far as they can be booked');
select results_eq(
  'table open_until',
  $$values ('2030-01-17'::date), ('2030-01-17'), (null)$$,
  'it is noted how far, except for a retired doctor'
);
select results_eq(
  'select start_time from opened order by doctor_id, start_time',
  array['2030-01-14 08:00Z', '2030-01-15 08:00Z', '2030-01-14 14:00Z', '2030-01-14 14:30Z']::timestamptz[],
  'at their hours'
);
select is(
  count(*),
  1::bigint,
  'also today'
) from medbook.slots where doctor_id = :'eve' and start_time = '2030-01-07 14:30Z';
select is(calendar.open_some_slots(10), null, 'when it is done there is no one left');
select is(calendar.open_some_slots(null), null, 'however many it may be');

-- The next day.
update test.clock set now = '2030-01-08 08:00Z';
select is(calendar.open_some_slots(10), 0, 'the next day brings no Monday');
select results_eq(
  'table open_until',
  $$values ('2030-01-18'::date), ('2030-01-18'), (null)$$,
  'but another day that is done'
);
update test.clock set now = '2030-01-12 08:00Z';
select is(calendar.open_some_slots(10), 4, 'days that were missed are made up for');
select results_eq('table open_until', $$values ('2030-01-22'::date), ('2030-01-22'), (null)$$, 'up to the horizon');
select is_empty(
  'select doctor_id, start_time from medbook.slots where closed_at is null group by 1, 2 having count(*) > 1',
  'nothing is made twice'
);
update test.clock set now = '2030-06-01 08:00Z';
select is(calendar.open_some_slots(10), 8, 'a clinic that slept for long opens no past');
select is_empty(
  $$select from medbook.slots where start_time between '2030-02-01' and '2030-05-31'$$,
  'nothing was made of what nobody saw'
);
rollback to closed;

-- Some after others: the batch is one of doctors, in the order of their ids.
select is(calendar.open_some_slots(0), null, 'a batch of none opens nothing');
select is(calendar.open_some_slots(1), 3, 'a batch of one opens the first');
select results_eq('table open_until', $$values ('2030-01-17'::date), (null), (null)$$, 'and no other');
select is(calendar.open_some_slots(1), 4, 'the next batch the second');
select is(calendar.open_some_slots(1), null, 'and then it is done');
rollback to closed;

-- A doctor with changed hours begins again, and keeps fitting slots.
select calendar.open_some_slots(10) as opened \gset
select :state as before \gset
update medbook.doctors set open_until = null;
select is(calendar.open_some_slots(10), 0, 'a doctor who is opened again keeps the slots');
select is(:state, :'before', 'as they are');
rollback to closed;

-- A longer horizon, or one of the doctor's own.
select calendar.open_some_slots(10) as opened \gset
update medbook.doctors set booking_horizon = '14 days' where id = :'eve';
select is(calendar.open_some_slots(10), 2, 'a doctor who may be booked for longer is opened for longer');
select results_eq('table open_until', $$values ('2030-01-17'::date), ('2030-01-21'), (null)$$, 'that one only');
update medbook.doctors set booking_horizon = '2 days' where id = :'eve';
select is(calendar.open_some_slots(10), null, 'one who may be booked for less long is left alone');
rollback to closed;

-- A calendar beyond the days of a change of the clock, and a doctor without hours.
update medbook.settings set booking_horizon = '365 days';
delete from medbook.working_hours where doctor_id = :'eve';
select is(calendar.open_some_slots(10), 52 + 53, 'a year of Mondays and Tuesdays');
select set_eq(
  $$select (start_time at time zone 'Europe/Berlin')::time from opened where doctor_id = test.dora()$$,
  array['09:00']::time[],
  '09:00 is 09:00 on each'
);
select is(open_until, '2031-01-07', 'a doctor without hours is done too') from medbook.doctors where id = :'eve';
rollback to closed;

-- A time zone that the server no longer knows.
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'dora';
select is(calendar.open_some_slots(10), 4, 'a doctor of an unknown time zone is skipped, the others are opened');
rollback to closed;

-- A doctor whose data cannot be opened: the first slot is refused.
alter table medbook.calendar add constraint breaks_dora check (
  start_time <> '2030-01-14 08:00Z' or doctor_id::text not like 'd0c00001%') not valid;
select is(calendar.open_some_slots(1), 4, 'a doctor whose data cannot be opened is passed by');
select is(calendar.open_some_slots(1), null, 'until the next run');
select results_eq('table open_until', $$values (null::date), ('2030-01-17'), (null)$$, 'and is still to be opened');
rollback to closed;

grant usage on schema test to medbook_worker;
select lives_ok(
  'set local role medbook_worker; select calendar.open_some_slots(10); reset role',
  'the worker may do it'
);
select is_empty($$select * from health.check_invariants()$$, 'the clinic is healthy');

select * from finish();
rollback;
