begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(53);
\set now '2030-01-07 08:00:00Z'

-- Dora's slots of the 8th, a Tuesday, are at 10:00, 10:30, 11:00 and 11:30 in Berlin.
create function pg_temp.fit(p_start text, p_end text, p_minutes integer, p_gap integer default 0) returns jsonb
  language plpgsql as $$
begin
  delete from medbook.working_hours where doctor_id = test.dora();
  perform pg_temp.hours(test.dora(), 2, p_start, p_end, p_minutes, p_gap);
  return calendar.fit_slots(test.dora(), '2030-01-07 08:00Z');
end
$$;
create function pg_temp.states() returns text language sql as $$
  select string_agg(pg_temp.state(id), ', ' order by id) from medbook.slots
    where doctor_id = test.dora() and start_time between '2030-01-08 09:00Z' and '2030-01-08 10:30Z'
    and id::text like '%-8000-00000000000%'
$$;
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
update medbook.slots set changed = '3';
update medbook.doctors set open_until = '2030-04-07';
savepoint booked;

-- Hours that ask for the existing slots.
select :state as before \gset
select is(
  pg_temp.fit('10:00', '12:00', 30),
  '{"closed": 0, "affected_bookings": []}',
  'slots that fit the hours are kept'
);
select is(:state, :'before', 'as it is');
select is(open_until, null, 'the calendar has to be opened again') from medbook.doctors where id = :'dora';
select is(open_until, '2030-04-07', 'another doctor''s has not') from medbook.doctors where id = :'eve';
select is(pg_temp.fit('09:00', '18:00', 30), '{"closed": 0, "affected_bookings": []}', 'longer hours keep it too');
select is(:state, :'before', 'and make nothing');

-- Hours from the day before, which end on this one.
savepoint night;
delete from medbook.working_hours where doctor_id = :'dora';
select pg_temp.hours(:'dora', 1, '22:00', '12:00', 30) as made \gset
select is(
  calendar.fit_slots(:'dora', :'now'),
  '{"closed": 0, "affected_bookings": []}',
  'slots after midnight fit hours that began before it'
);
select is(:state, :'before', 'and stay');
rollback to night;

-- Hours that do not.
select is(
  pg_temp.fit('10:30', '12:00', 30),
  '{"closed": 1, "affected_bookings": []}',
  'a free slot that the hours do not ask for is closed'
);
select is(pg_temp.states(), 'closed HOURS, booked, free, free', 'which is the first');
rollback to booked;
select is(
  pg_temp.fit('10:00', '12:00', 60) -> 'closed',
  '3',
  'slots of another length do not fit, even if they begin at the same time'
);
select is(pg_temp.states(), 'closed HOURS, booked HOURS, closed HOURS, closed HOURS', 'booked slots will close');
select is(pg_temp.fit('10:00', '12:00', 60) #>> '{affected_bookings,0,id}', :'booked', 'and are listed, each time');
select is(pg_temp.state(:'dora_past'), 'free', 'the past is left alone');
select is(pg_temp.state(:'eve_1'), 'free', 'so are other doctors');
select is_empty($$select * from health.check_invariants()$$, 'the clinic is healthy');
select is(
  calendar.open_days(:'dora', '2030-01-08', '2030-01-08', :'now'),
  '{"success": true, "opened": 1, "kept": 0, "skipped": [{"slots": 1, "reason": "OCCUPIED"}]}',
  'new ones take the place of the free, not of the booked'
);
select api.cancel_booking(:'ann', :'booked') as answer \gset
select is(pg_temp.state(:'dora_2'), 'closed HOURS', 'when its booking ends the old slot closes');
select is(
  calendar.open_days(:'dora', '2030-01-08', '2030-01-08', :'now') -> 'opened',
  '1',
  'and a new one takes its place'
);
select is_empty($$select * from health.check_invariants()$$, 'none overlaps another');
rollback to booked;
select is(pg_temp.fit('10:00', '12:00', 30, 5) -> 'closed', '2', 'a gap moves all but the first');
select is(pg_temp.states(), 'free, booked HOURS, closed HOURS, closed HOURS', 'which stays');
rollback to booked;
delete from medbook.working_hours;
select is(calendar.fit_slots(:'dora', :'now') -> 'closed', '3', 'without hours every free slot is closed');
select is(calendar.fit_slots(:'eve', :'now') -> 'closed', '1', 'one doctor''s');
rollback to booked;

-- Hours that ask again for slots they had dropped.
select pg_temp.fit('10:00', '12:00', 60) as answer \gset
select is(
  pg_temp.fit('10:00', '12:00', 30),
  '{"closed": 0, "affected_bookings": []}',
  'hours that are taken back close nothing more'
);
select is(
  pg_temp.states(),
  'closed HOURS, booked, closed HOURS, closed HOURS',
  'booked slots do not close any more, closed ones are made anew'
);
select is(calendar.open_days(:'dora', '2030-01-08', '2030-01-08', :'now') -> 'opened', '3', 'by those who open slots');
rollback to booked;

-- A hold, and one that has lapsed.
select api.book_slot(:'ben', :'dora_1') #>> '{booking,id}' as held \gset
select is(pg_temp.fit('10:30', '12:00', 30) #>> '{affected_bookings,0,id}', :'held', 'a hold is affected');
select is(pg_temp.states(), 'held HOURS, booked, free, free', 'and its slot will close');
rollback to booked;
select api.book_slot(:'ben', :'dora_1') as answer \gset
update test.clock set now = '2030-01-07 08:02Z';
select is(pg_temp.fit('10:30', '12:00', 30), '{"closed": 1, "affected_bookings": []}', 'one that has lapsed is not');
select is(pg_temp.states(), 'closed HOURS, booked, free, free', 'and its slot is closed');
rollback to booked;

-- Coming are slots that have not begun, however far ahead; in a time off too.
select pg_temp.slot(:'dora', 21, '2039-01-04 09:00Z'), pg_temp.slot(:'dora', 22, '2039-01-04 13:00Z') as made \gset
select is(pg_temp.fit('10:00', '12:00', 30) -> 'closed', '1', 'slots in nine years are checked too');
select is(
  (select array_agg(pg_temp.state(id) order by id) from medbook.slots where start_time > '2039-01-01'),
  '{free,closed HOURS}',
  'and kept when they fit'
);
rollback to booked;
delete from medbook.working_hours;
select is(
  calendar.fit_slots(:'dora', '2030-01-08 08:59:59.999999Z') -> 'closed',
  '3',
  'a slot is coming until the microsecond before it begins'
);
rollback to booked;
delete from medbook.working_hours;
select is(calendar.fit_slots(:'dora', '2030-01-08 09:00Z') -> 'closed', '2', 'and not from that instant on');
rollback to booked;
insert into medbook.time_off (doctor_id, during, created_at) values (:'dora', '[2030-01-08Z,2030-01-09Z)', :'now');
select calendar.close_for_time_off(:'dora', '[2030-01-08Z,2030-01-09Z)') as answer \gset
select is(pg_temp.fit('10:00', '12:00', 60) -> 'closed', '0', 'slots closed in a time off are not closed again');
select is(pg_temp.states(), 'closed HOURS, booked HOURS, closed HOURS, closed HOURS', 'but stay closed');
delete from medbook.time_off;
select is(calendar.reopen_slots(:'dora', '[2030-01-08Z,2030-01-09Z)'), 0, 'when the time off is taken back');
rollback to booked;
insert into medbook.time_off (doctor_id, during, created_at) values (:'dora', '[2030-01-08Z,2030-01-09Z)', :'now');
select calendar.close_for_time_off(:'dora', '[2030-01-08Z,2030-01-09Z)') as answer \gset
select pg_temp.fit('10:00', '12:00', 60) as answer \gset
select pg_temp.fit('10:00', '12:00', 30) as answer \gset
select is(
  pg_temp.state(:'dora_2'),
  'booked TIME_OFF',
  'slots that fit again while the doctor is away close under the time off'
);
select api.cancel_booking(:'ann', :'booked') as answer \gset
select is_empty($$select * from health.check_invariants()$$, 'no free slot is in a time off');
rollback to booked;
insert into medbook.time_off (doctor_id, during, created_at) values (:'dora', '[2030-01-08Z,2030-01-09Z)', :'now');
select calendar.close_for_time_off(:'dora', '[2030-01-08Z,2030-01-09Z)') as answer \gset
select :state as before \gset
select is(pg_temp.fit('10:00', '12:00', 30) -> 'closed', '0', 'slots that fit and are in a time off');
select is(:state, :'before', 'stay in a time off');
rollback to booked;

-- Another time zone, a change of the clock, and the session's time zone.
update medbook.doctors set time_zone = 'America/New_York' where id = :'dora';
select is(pg_temp.fit('10:00', '12:00', 30) -> 'closed', '3', 'a doctor who moves has other hours');
select is(pg_temp.fit('04:00', '06:00', 30) #> '{affected_bookings}', '[]', 'unless they are the same instants');
rollback to booked;
select pg_temp.slot(:'dora', 21, '2030-04-02 08:00Z'), pg_temp.slot(:'dora', 22, '2030-04-02 09:00Z') as made \gset
set local timezone = 'Pacific/Apia';
select is(
  pg_temp.fit('10:00', '12:00', 30) -> 'closed',
  '0',
  'summer''s slots fit the same wall clock, seen from wherever'
);
set local timezone = 'UTC';
select is(pg_temp.fit('10:00', '11:00', 30) -> 'closed', '3', 'and no other one');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy after all');

-- Kinds of visit.
rollback to booked;
\ir ../services.psql
update medbook.slots set changed = '3' where doctor_id = :'dora';
create function pg_temp.fit_for(p_service_ids uuid[]) returns jsonb language plpgsql as $$
begin
  delete from medbook.working_hours where doctor_id = test.dora();
  perform pg_temp.hours(test.dora(), 2, '10:00', '12:00', 30);
  update medbook.working_hours set service_ids = p_service_ids where doctor_id = test.dora();
  return calendar.fit_slots(test.dora(), '2030-01-07 08:00Z');
end
$$;
create function pg_temp.given(p_service_ids uuid[]) returns bigint language sql as $$
  select count(*) from medbook.slots
   where doctor_id = test.dora() and id between test.slot(1) and test.slot(4) and changed <> '3'
     and service_ids is not distinct from p_service_ids
$$;
select is(
  pg_temp.fit_for(array[:'short'::uuid]),
  '{"closed": 0, "affected_bookings": []}',
  'hours that name kinds of visit close nothing'
);
select is(pg_temp.given(array[:'short'::uuid]), 4::bigint, 'their slots are for them, also the booked one');
select is(pg_temp.states(), 'free, booked, free, free', 'and stay what they are');
update medbook.slots set changed = '3' where doctor_id = :'dora';
select pg_temp.fit_for(array[:'short'::uuid]) as answer \gset
select is(pg_temp.given(array[:'short'::uuid]), 0::bigint, 'once they are it nothing is written');
select pg_temp.fit_for(null) as answer \gset
select is(pg_temp.given(null), 4::bigint, 'hours that name nothing make them for anything');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
