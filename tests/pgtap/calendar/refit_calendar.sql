begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(26);

-- Eve works on Mondays from 9 to 11 in New York, in slots of 30 minutes; the clinic is booked for 10 days.
update medbook.settings set booking_horizon = '10 days';
delete from medbook.working_hours;
select pg_temp.hours(:'eve', 1, '09:00', '11:00', 30) as made \gset
select calendar.open_some_slots(10) as opened \gset
select calendar.refit_calendar(:'eve');
create temp view offered as
select s.id, (s.start_time at time zone d.time_zone)::time as start, s.end_time - s.start_time as length
  from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
 where d.id = test.eve() and s.is_available and (s.start_time at time zone d.time_zone)::date = '2030-01-14';
savepoint opened;

-- Nothing has changed.
select :calendar as before \gset
select lives_ok($$select calendar.refit_calendar(test.eve())$$, 'a calendar that fits can be fitted');
select is(:calendar, :'before', 'and stays as it is');

-- A hold of the old hours lapses.
select id as held from offered where start = '09:30' \gset
select api.book_slot(:'ann', :'held') as answer \gset
select api.set_working_hours(
  :'chief',
  :'eve',
  '[{"weekday": 1, "start": "09:00", "end": "11:00", "slot_minutes": 60}]'
) as answer \gset
select calendar.open_some_slots(10) as opened \gset
select results_eq('select start from offered order by 1', array['10:00']::time[], 'a hold is in the way of an hour');
select calendar.refit_calendar(:'eve');
select results_eq('select start from offered order by 1', array['10:00']::time[], 'and remains so while it is live');
select is(
  array_agg(id),
  array[(:'answer'::jsonb #>> '{affected_bookings,0,id}')::uuid],
  'it is listed'
) from calendar.misfit;
update test.clock set now = '2030-01-07 12:00Z';
select booking.expire_bookings() as expired \gset
select calendar.refit_calendar(:'eve');
select results_eq(
  'select start from offered order by 1',
  array['09:00', '10:00']::time[],
  'when it has lapsed the hour is offered'
);
select is_empty('select from calendar.misfit', 'and nothing is listed');
rollback to opened;

-- The time zone's rules change: the same as another zone, written past the functions.
select id as booked from offered where start = '09:00' \gset
select id as by_hand from offered where start = '10:30' \gset
select pg_temp.appointment(:'ann', :'booked') as booking \gset
select api.close_slot(:'chief', :'by_hand') as answer \gset
update medbook.doctors set time_zone = 'America/Chicago' where id = :'eve';
select calendar.refit_calendar(:'eve');
select results_eq(
  'select start from offered order by 1',
  array['09:00', '10:00', '10:30']::time[],
  'slots stand on the hours of the new rules, but not where one was closed by hand'
);
select is(pg_temp.state(:'booked'), 'booked HOURS', 'a booked slot stays');
select results_eq('select id from calendar.misfit', array[:'booking']::uuid[], 'and is listed');
select is(open_until, '2030-01-17', 'the calendar is open as far as before') from medbook.doctors where id = :'eve';
update medbook.doctors set time_zone = 'America/New_York' where id = :'eve';
select calendar.refit_calendar(:'eve');
select is(pg_temp.state(:'booked'), 'booked', 'under the old rules it is as it was');
rollback to opened;

-- Time off.
select api.add_time_off(:'chief', :'eve', '2030-01-14 14:00Z', '2030-01-14 15:00Z') as answer \gset
select calendar.refit_calendar(:'eve');
select results_eq('select start from offered order by 1', array['10:00', '10:30']::time[], 'time off stays off');
rollback to opened;

-- Days off follow the time zone, also those of a doctor without hours.
select api.add_time_off(:'chief', :'eve', p_from_date => '2030-01-14', p_to_date => '2030-01-14') as answer \gset
select api.add_time_off(:'chief', :'dora', p_from_date => '2030-01-09', p_to_date => '2030-01-09') as answer \gset
select pg_temp.slot(:'dora', 21, '2030-01-09 23:30Z') as late, pg_temp.slot(:'dora', 22, '2030-01-08 22:30Z') as early
  \gset
select calendar.refit_calendar(:'dora');
select is(pg_temp.state(:'late') || ', ' || pg_temp.state(:'early'), 'free, free', 'the slots are off the day off');
update medbook.doctors set time_zone = 'America/Chicago' where id in (:'dora', :'eve');
select calendar.refit_calendar(id) from medbook.doctors;
select is(
  pg_temp.state(:'late') || ', ' || pg_temp.state(:'early'),
  'closed TIME_OFF, free',
  'in another time zone one of them is under it'
);
select is_empty('select from offered', 'a day off stays off');
select is_empty('select * from health.check_invariants()', 'no free slot is in a time off');
update medbook.doctors set time_zone = 'Europe/Berlin' where id = :'dora';
select calendar.refit_calendar(:'dora');
select is(pg_temp.state(:'late'), 'free', 'and is free again when it no longer is');
select :calendar as before \gset
select calendar.refit_calendar(:'dora');
select is(:calendar, :'before', 'once fitted nothing is written');
rollback to opened;
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'eve';
select lives_ok($$select calendar.refit_calendar(test.eve())$$, 'an unknown time zone leaves the calendar alone');
update medbook.doctors set time_zone = 'America/New_York' where id = :'eve';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

-- Hours that were given to a kind of visit past the functions.
rollback to opened;
update medbook.working_hours set service_ids = array[:'ann'::uuid] where doctor_id = :'eve';
select calendar.refit_calendar(:'eve');
select results_eq(
  $$select distinct service_ids from medbook.slots where doctor_id = test.eve() and start_time > '2030-01-09'$$,
  $$values (array[test.ann()])$$,
  'slots are for what their hours name'
);
select is(open_until, '2030-01-17', 'the calendar is open as far as before') from medbook.doctors where id = :'eve';
select :calendar as before \gset
select calendar.refit_calendar(:'eve');
select is(:calendar, :'before', 'once they are it nothing is written');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

-- Ann has the time again for what was free when she joined.
rollback to opened;
insert into medbook.waitlist (user_id, doctor_id, created_at) values (:'ann', :'eve', core.now());
select calendar.refit_calendar(:'eve');
select is(user_id, :'ann'::uuid, 'what suits who waits is offered') from medbook.bookings where doctor_id = :'eve';

select * from finish();
rollback;
