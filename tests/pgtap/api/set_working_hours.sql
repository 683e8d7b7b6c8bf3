begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(56);
\set tuesday '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30}]'
\set longer '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 60}]'

-- Somebody else changes Dora's calendar, or is booking one of Eve's slots.
select pg_temp.lock_elsewhere('medbook.doctors', :'dora') as other \gset
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select :calendar as before \gset
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the calendar is refused'
);
select is(api.set_working_hours(:'chief', :'eve', '[]') ->> 'error', 'SLOT_LOCKED', 'so is one that waited for a slot');
select is(:calendar, :'before', 'waiting in vain changes nothing: the hours are not written');
select is(pg_temp.audited(), '{}', 'nor recorded');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything. Dora's slots of the 8th, a Tuesday, are at 10:00, 10:30,
-- 11:00 and 11:30 in Berlin.
select pg_temp.hours(:'dora', 1, '09:00', '10:00', 30) as made \gset
select :calendar as before \gset
select is(
  api.set_working_hours(:'ann', :'dora', :'tuesday'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients set no hours'
);
select is(api.set_working_hours(:'gone', :'no_doctor', null) ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(api.set_working_hours(null, :'dora', :'tuesday') ->> 'error', 'FORBIDDEN', 'nobody sets none');
select is(
  pg_temp.audited(),
  '{Ann: set working hours: FORBIDDEN,Gone: set working hours: FORBIDDEN,DBA: set working hours: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.set_working_hours(:'chief', :'no_doctor', null),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/hours",
    "detail": "must be a list of at most 200"}]}',
  'bad input comes before not found'
);
select is(api.set_working_hours(:'chief', :'dora', '{}') #>> '{errors,0,pointer}', '#/hours', 'hours are a list');
select is(
  api.set_working_hours(:'chief', :'dora', '[{"weekday": [2], "start": "10:00", "end": "12:00", "slot_minutes": 30}]')
    #>> '{errors,0,pointer}',
  '#/hours/0/weekday',
  'the answer points at a wrong field, whatever its type'
);
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday'::jsonb
    || '[{"weekday": 2, "start": "24:00", "end": "24:00", "slot_minutes": 30}]') #>> '{errors,0,pointer}',
  '#/hours/1/start',
  'in whichever row'
);
select is(
  api.set_working_hours(:'chief', :'no_doctor', :'tuesday'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(
  api.set_working_hours(:'chief', :'fay', :'tuesday') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nor is a retired doctor'
);
select is(api.set_working_hours(:'chief', null, :'tuesday') ->> 'error', 'DOCTOR_NOT_FOUND', 'nobody works never');
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday'::jsonb || :'tuesday'::jsonb),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/hours", "detail": "must not overlap"}]}',
  'hours do not overlap'
);
select is(
  api.set_working_hours(:'chief', :'no_doctor', :'tuesday'::jsonb || :'tuesday'::jsonb) ->> 'error',
  'DOCTOR_NOT_FOUND',
  'which is checked once the doctor is found'
);
select is(:calendar, :'before', 'refusals change nothing');
select is(cardinality(pg_temp.audited()), 3, 'those of administrators are not recorded');

-- Hours that ask for the existing slots. The second slot is booked, the third held.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as held \gset
update medbook.doctors set open_until = '2030-04-07';
create function pg_temp.states() returns text language sql as $$
  select string_agg(pg_temp.state(id), ', ' order by id) from medbook.slots
    where id::text like 'd0c00001-0000-8000-8000-00000000000_' and start_time between '2030-01-08 09:00Z'
    and '2030-01-08 10:30Z'
$$;
savepoint booked;
select :state as before \gset
select api.set_working_hours(:'chief', :'dora', :'tuesday') as answer \gset
select is(
  :'answer'::jsonb - 'hours',
  '{"success": true, "closed": 0, "affected_bookings": []}',
  'it answers that nothing has to change'
);
select is(
  :'answer'::jsonb -> 'hours',
  '[{"doctor_id": "d0c00001-0000-8000-8000-000000000000", "weekday": 2, "start": "10:00", "end": "12:00",
    "slot_minutes": 30, "gap_minutes": 0, "valid_from": null, "valid_to": null, "service_ids": null}]',
  'and shows the hours'
);
select is(calendar.list_hours(:'dora'), :'answer'::jsonb -> 'hours', 'which have taken the place of the others');
select is(:state, :'before', 'slots that fit are left as they are, and no new ones are made');
select is(open_until, null, 'the nightly job will make them') from medbook.doctors where id = :'dora';
select is(open_until, '2030-04-07', 'of this doctor only') from medbook.doctors where id = :'eve';
select is((pg_temp.audited())[4:], '{Chief: set working hours}', 'it is recorded');
select is(api.set_working_hours(:'chief', :'dora', :'tuesday') -> 'closed', '0', 'doing it again changes nothing');
select is(:state, :'before', 'of the bookable slots');
rollback to booked;

-- Hours of another length: they replace free slots, and never overlap.
select api.set_working_hours(:'chief', :'dora', :'longer') as answer \gset
select is(:'answer'::jsonb -> 'closed', '2', 'free slots that do not fit are closed');
select is(
  :'answer'::jsonb -> 'affected_bookings',
  (select jsonb_agg(to_jsonb(b) order by b.start_time) from api.patient_booking b
    where b.id in (:'booked', :'held')),
  'booked slots that do not fit are listed'
);
select is(
  pg_temp.states(),
  'closed HOURS, booked HOURS, held HOURS, closed HOURS',
  'and stay until their bookings end'
);
select is(pg_temp.history(:'booked'), '{Ann: PENDING,Ann: PENDING > CONFIRMED}', 'nothing happens to bookings');
select is(
  pg_temp.state(:'dora_past') || ', ' || pg_temp.state(:'eve_1'),
  'free, free',
  'nor to the past, nor to other doctors'
);
select is(api.book_slot(:'ann', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'a closed slot cannot be booked');
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": [{"slots": 2, "reason": "OCCUPIED"}]}',
  'where an old slot is booked no new one is made'
);
select api.cancel_booking(:'ann', :'booked') as answer \gset
select is(
  api.get_slot(:'dora_2') #> '{slot,is_available}',
  'false',
  'a booking that is cancelled does not free an old slot'
);
select is(api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') -> 'opened', '1', 'a new one takes its place');
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08'),
  '{"success": true, "opened": 1, "kept": 1, "skipped": []}',
  'so it is with a hold that lapses, swept or not'
);
select booking.expire_bookings() as swept \gset
select is_empty('select * from health.check_invariants()', 'none overlaps another');
select is(jsonb_array_length(api.list_slots(:'dora') -> 'slots'), 2, 'the new ones are listed');
rollback to booked;

-- Back again, before anything ended.
select api.set_working_hours(:'chief', :'dora', :'longer') as answer \gset
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday') - 'hours',
  '{"success": true, "closed": 0, "affected_bookings": []}',
  'hours that are taken back affect nothing more'
);
select is(
  pg_temp.states(),
  'closed HOURS, booked, held, closed HOURS',
  'booked slots will be free when their booking ends'
);
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') -> 'opened',
  '2',
  'closed slots are made anew'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to booked;

-- No hours at all, and hours that hold from a day on.
select is(
  api.set_working_hours(:'chief', :'dora', '[]') - 'affected_bookings',
  '{"success": true, "closed": 2, "hours": []}',
  'without hours nothing is offered'
);
rollback to booked;
select is(
  api.set_working_hours(:'chief', :'dora',
    '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30, "valid_to": "2030-01-08"}, {"weekday": 2,
    "start": "10:00", "end": "12:00", "slot_minutes": 60, "valid_from": "2030-01-09"}]') -> 'closed',
  '0',
  'hours that hold on their last day ask for its slots'
);
rollback to booked;
select is(
  api.set_working_hours(:'chief', :'dora',
    '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 30, "valid_to": "2030-01-07"}]') -> 'closed',
  '2',
  'hours that do not hold any more do not'
);
rollback to booked;

-- Around a change of the clock 10:00 stays 10:00.
select api.set_working_hours(:'chief', :'dora', :'tuesday') as answer \gset
set local timezone = 'Asia/Kathmandu';
select api.open_slots(:'chief', :'dora', '2030-03-26', '2030-04-02') as answer \gset
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday') -> 'closed',
  '0',
  'slots of winter and of summer fit the same hours, seen from wherever'
);
set local timezone = 'UTC';
select is(
  (select array_agg(start_time order by start_time) from medbook.slots where start_time > '2030-03-01'
    and (start_time at time zone 'Europe/Berlin')::time = '10:00'),
  array['2030-03-26 09:00Z', '2030-04-02 08:00Z']::timestamptz[],
  'which are an hour apart as instants'
);
rollback to booked;

-- Far ahead, and in a time off.
select api.set_working_hours(:'chief', :'dora', :'tuesday') as answer \gset
select api.open_slots(:'chief', :'dora', '2035-01-02', '2035-01-02') as answer \gset
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday') -> 'closed',
  '0',
  'slots opened years ahead fit too'
);
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') as answer \gset
select is(api.set_working_hours(:'chief', :'dora', :'tuesday') -> 'closed', '0',
  'a time off is not another set of hours');
select is(
  pg_temp.states(),
  'closed TIME_OFF, booked TIME_OFF, held TIME_OFF, closed TIME_OFF',
  'slots under it stay closed'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy after all');

-- A time zone that the server no longer knows.
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'dora';
select :calendar as before \gset
select is(
  api.set_working_hours(:'chief', :'dora', :'tuesday') #>> '{errors,0,pointer}',
  '#/time_zone',
  'in a time zone that the server does not know there are no hours'
);
select is(:calendar, :'before', 'those that were set stay');
select is(
  api.set_working_hours(:'chief', :'eve', :'tuesday') -> 'success',
  'true',
  'another doctor''s can be set'
);



select * from finish();
rollback;
