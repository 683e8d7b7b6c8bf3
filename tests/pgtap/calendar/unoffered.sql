begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(11);

-- Eve works on Mondays from 9 to 11 in New York, in slots of 30 minutes; the clinic is booked for 10 days.
update medbook.settings set booking_horizon = '10 days';
delete from medbook.working_hours;
select is_empty('select from calendar.unoffered', 'without hours nothing is missing');
select pg_temp.hours(:'eve', 1, '09:00', '11:00', 30) as made \gset
select is_empty('select from calendar.unoffered', 'nor in a calendar that is not open yet');
select calendar.open_some_slots(10) as opened \gset
create temp view missing as
select (start_time at time zone 'America/New_York')::time as start from calendar.unoffered
 where doctor_id = test.eve() and (start_time at time zone 'America/New_York')::date = '2030-01-14';
create temp view offered as
select id, (start_time at time zone 'America/New_York')::time as start from medbook.slots
 where doctor_id = test.eve() and is_available and (start_time at time zone 'America/New_York')::date = '2030-01-14';
select is_empty('select from calendar.unoffered', 'nothing is missing in one that is');
savepoint opened;

-- A hold of the old hours is in the way of the new ones, and lapses.
select id as held from offered where start = '09:30' \gset
select api.book_slot(:'ann', :'held') as answer \gset
select api.set_working_hours(
  :'chief',
  :'eve',
  '[{"weekday": 1, "start": "09:00", "end": "11:00", "slot_minutes": 60}]'
) as answer \gset
select calendar.open_some_slots(10) as opened \gset
select is_empty('select from missing', 'what a hold occupies is offered, in a way');
update test.clock set now = '2030-01-07 12:00Z';
select booking.expire_bookings() as expired \gset
select results_eq('select start from missing', array['09:00']::time[], 'when it has lapsed nobody offers the hour');
select calendar.refit_calendar(:'eve');
select is_empty('select from calendar.unoffered', 'after the nightly run somebody does');
rollback to opened;

-- What need not be offered.
select id as by_hand from offered where start = '10:30' \gset
select api.close_slot(:'chief', :'by_hand') as answer \gset
select api.add_time_off(:'chief', :'eve', '2030-01-14 14:00Z', '2030-01-14 15:00Z') as answer \gset
select is_empty('select from missing', 'time off and slots closed by hand are not missing');
delete from medbook.time_off;
select results_eq(
  'select start from missing order by 1',
  array['09:00', '09:30']::time[],
  'a time off that is gone is'
);
savepoint gone;
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'eve';
select is_empty('select from calendar.unoffered', 'nobody knows what an unknown time zone asks for');
rollback to gone;
update medbook.doctors set is_active = false where id = :'eve';
select is_empty('select from calendar.unoffered', 'who has left offers nothing');
rollback to gone;
update test.clock set now = '2030-01-14 14:00Z';
select results_eq('select start from missing', array['09:30']::time[], 'nor does anybody offer what is past');

select * from finish();
rollback;
