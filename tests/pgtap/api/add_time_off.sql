begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(44);

-- Somebody else changes Dora's calendar, or is booking one of Eve's slots.
select pg_temp.lock_elsewhere('medbook.doctors', :'dora') as other \gset
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select :calendar as before \gset
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the calendar is refused'
);
select is(
  api.add_time_off(:'chief', :'eve', '2030-01-08Z', '2030-01-09Z') ->> 'error',
  'SLOT_LOCKED',
  'so is one that waited for a slot'
);
select is(:calendar, :'before', 'waiting in vain changes nothing, the time off is not written');
select is(pg_temp.audited(), '{}', 'nor recorded');
select is(
  api.add_time_off(:'chief', :'eve', '2030-01-09Z', '2030-01-10Z') -> 'success',
  'true',
  'a slot that is not under the time off is not waited for'
);
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-09Z', '2030-01-08Z') ->> 'error',
  'INVALID_INPUT',
  'nor does bad input wait'
);
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything.
select :calendar as before \gset
select is(
  api.add_time_off(:'ann', :'dora', '2030-01-08Z', '2030-01-09Z'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients send nobody on leave'
);
select is(api.add_time_off(:'gone', :'no_doctor', null, null) ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(
  api.add_time_off(null, :'dora', '2030-01-08Z', '2030-01-09Z') ->> 'error',
  'FORBIDDEN',
  'nobody sends nobody'
);
select is(
  pg_temp.audited(),
  '{Ann: add time off: FORBIDDEN,Gone: add time off: FORBIDDEN,DBA: add time off: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.add_time_off(:'chief', :'no_doctor', '2030-01-08Z', '2030-01-08Z'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to", "detail": "must be after from"}]}',
  'bad input comes before not found'
);
select is(api.add_time_off(:'chief', :'dora', null, '2030-01-08Z') #>> '{errors,0,pointer}', '#/to',
  'a time off begins');
select is(api.add_time_off(:'chief', :'dora', '2030-01-08Z', null) #>> '{errors,0,pointer}', '#/to', 'a time off ends');
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z', repeat('x', 501)) #>> '{errors,0,pointer}',
  '#/reason',
  'a reason of 501 characters is refused'
);
select is(
  api.add_time_off(:'chief', :'no_doctor', '2030-01-08Z', '2030-01-09Z'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(
  api.add_time_off(:'chief', :'fay', '2030-01-08Z', '2030-01-09Z') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nor is a retired doctor'
);
select is(
  api.add_time_off(:'chief', null, '2030-01-08Z', '2030-01-09Z') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nobody is not the whole clinic'
);
select is(:calendar, :'before', 'refusals change nothing');

-- A time off. The second slot is booked, the third held.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as held \gset
savepoint booked;
select api.add_time_off(:'chief', :'dora', '2030-01-08 09:00Z', '2030-01-08 10:30Z', 'a course') as answer \gset
select is(
  :'answer'::jsonb - '{created,time_off,affected_bookings}'::text[],
  '{"success": true, "closed": 1}',
  'it says how many free slots were closed'
);
select is(
  :'answer'::jsonb -> 'time_off',
  jsonb_build_object('id', :'answer'::jsonb ->> 'created', 'doctor_id', :'dora', 'from', '2030-01-08T09:00:00+00:00',
    'to', '2030-01-08T10:30:00+00:00', 'from_date', null, 'to_date', null, 'reason', 'a course'),
  'it shows the time off, created'
);
select is(
  :'answer'::jsonb -> 'affected_bookings',
  (select jsonb_agg(to_jsonb(b) order by b.start_time) from api.patient_booking b
    where b.id in (:'booked', :'held')),
  'it lists the bookings under it, and changes none'
);
select is(
  (select array_agg(pg_temp.state(id) order by id) from medbook.slots
    where id in (:'dora_1', :'dora_2', :'dora_3', :'dora_4')),
  '{closed TIME_OFF,booked TIME_OFF,held TIME_OFF,free}',
  'free slots close, taken ones when their booking ends; a slot that begins when the time off ends is free'
);
select is(api.list_slots(:'dora') #>> '{slots,0,id}', :'dora_4', 'only that is listed');
select is(api.book_slot(:'ben', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'a closed slot cannot be booked');
select is((pg_temp.audited())[4:], '{Chief: add time off}', 'the time off is recorded');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
savepoint leave;

-- What is booked under it, until it ends.
select is(
  api.confirm_booking(:'ben', :'held') #>> '{booking,status}',
  'CONFIRMED',
  'a hold can be confirmed in a time off'
);
select is(api.cancel_booking(:'ben', :'held') #>> '{booking,status}', 'CANCELLED', 'and cancelled');
select is(pg_temp.state(:'dora_3'), 'closed TIME_OFF', 'then its slot closes');
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_4') #>> '{booking,status}',
  'CONFIRMED',
  'an appointment can be moved out of the time off'
);
select is(pg_temp.state(:'dora_2'), 'closed TIME_OFF', 'then its slot closes too');
select is_empty('select * from health.check_invariants()', 'no free slot is in a time off');
rollback to leave;
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.get_slot(:'dora_3') #> '{slot,is_available}',
  'false',
  'a hold that lapses in a time off leaves no free slot'
);
select is(api.book_slot(:'ann', :'dora_3') ->> 'error', 'SLOT_UNAVAILABLE', 'which nobody can book');
select booking.expire_bookings() as swept \gset
select is(pg_temp.state(:'dora_3'), 'closed TIME_OFF', 'and the sweep closes it');
rollback to leave;

-- A second leave over the first; and hours that ask for slots under it.
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-08 10:00Z', '2030-01-08 12:00Z') -> 'closed',
  '1',
  'a time off that overlaps another closes the remaining slots'
);
select pg_temp.hours(:'dora', 2, '10:00', '14:00', 30) as made \gset
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') -> 'skipped',
  '[{"slots": 6, "reason": "TIME_OFF"}]',
  'slots in a time off are not opened'
);
select is(api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') -> 'kept', '2', 'the others are kept');
rollback to booked;

-- A change of the clock, and the session's time zone.
select pg_temp.slot(:'dora', 21, '2030-03-31 00:30Z'), pg_temp.slot(:'dora', 22, '2030-03-31 01:00Z') as made \gset
set local timezone = 'Europe/Berlin';
select is(
  api.add_time_off(:'chief', :'dora', '2030-03-31 00:00', '2030-03-31 03:00') -> 'closed',
  '1',
  'a time off is one of instants: at 3:00 the clock was put forward'
);
select is(pg_temp.state('d0c00001-0000-8000-8000-000000000022'), 'free', 'from when on the doctor is there');
select is(
  api.add_time_off(:'chief', :'dora', '2030-03-31 03:00', '2030-03-31 04:00') #>> '{time_off,from}',
  '2030-03-31T01:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
set local timezone = 'UTC';
rollback to booked;

-- In the past, and for long.
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-07 06:00Z', '2030-01-07 08:00Z') -> 'success',
  'true',
  'a time off may be noted when it is over'
);
select is(
  api.add_time_off(:'chief', :'dora', '2000-01-01Z', '2100-01-01Z', repeat('ß', 500)) -> 'closed',
  '2',
  'or be for ever; a reason may have 500 characters'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy after all');

select * from finish();
rollback;
