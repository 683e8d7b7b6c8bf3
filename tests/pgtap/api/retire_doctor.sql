begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(42);

-- Somebody else changes Dora's calendar, or is booking one of Eve's slots.
select pg_temp.lock_elsewhere('medbook.doctors', :'dora') as other \gset
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select :calendar as before \gset
select is(
  api.retire_doctor(:'chief', :'dora'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the calendar is refused'
);
select is(api.retire_doctor(:'chief', :'eve') ->> 'error', 'SLOT_LOCKED', 'so is one that waited for a slot');
select is(:calendar, :'before', 'waiting in vain changes nothing');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as held \gset
savepoint booked;
select :calendar as before \gset
select is(api.retire_doctor(:'ann', :'dora'), '{"success": false, "error": "FORBIDDEN"}', 'patients retire nobody');
select is(api.retire_doctor(:'gone', :'no_doctor', 'nonsense') ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(api.retire_doctor(null, :'dora') ->> 'error', 'FORBIDDEN', 'nobody retires nobody');
select is(
  pg_temp.audited(),
  '{Ann: retire doctor: FORBIDDEN,Gone: retire doctor: FORBIDDEN,DBA: retire doctor: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.retire_doctor(:'chief', :'no_doctor', 'keep'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/bookings",
    "detail": "must be refuse or cancel"}]}',
  'bookings are refused or cancelled, which comes before not found'
);
select is(api.retire_doctor(:'chief', :'dora', null) ->> 'error', 'INVALID_INPUT', 'null is neither');
select is(api.retire_doctor(:'chief', :'dora', 'CANCEL') ->> 'error', 'INVALID_INPUT', 'nor is a shout');
select is(
  api.retire_doctor(:'chief', :'no_doctor'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(api.retire_doctor(:'chief', :'fay', 'cancel') ->> 'error', 'DOCTOR_NOT_FOUND', 'nor is a retired doctor');
select is(api.retire_doctor(:'chief', :'dora_1') ->> 'error', 'DOCTOR_NOT_FOUND', 'a slot is no doctor');
select is(api.retire_doctor(:'chief', null) ->> 'error', 'DOCTOR_NOT_FOUND', 'nobody is nobody');
select is(
  api.retire_doctor(:'chief', :'dora'),
  jsonb_build_object('success', false, 'error', 'DOCTOR_HAS_BOOKINGS', 'affected_bookings',
  (select jsonb_agg(to_jsonb(b) order by b.start_time) from api.patient_booking b
    where b.id in (:'booked', :'held'))),
    'a doctor with bookings to come is not retired, and they are listed');
select is(api.retire_doctor(:'chief', :'dora', 'refuse') ->> 'error', 'DOCTOR_HAS_BOOKINGS', 'which is the default');
select is(:calendar, :'before', 'refusals change nothing');
select is(cardinality(pg_temp.audited()), 3, 'those of administrators are not recorded');

-- Cancelled.
select api.retire_doctor(:'chief', :'dora', 'cancel') as answer \gset
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(:'answer'::jsonb -> 'affected_bookings') b),
  array[:'booked', :'held'],
  'on request it cancels them, and lists them'
);
select is(:'answer'::jsonb - 'affected_bookings', '{"success": true}', 'which is a success');
select is(api.get_booking(:'ann', :'booked') #>> '{booking,status}', 'CANCELLED', 'the patient sees it');
select is(
  pg_temp.history(:'booked'),
  '{Ann: PENDING,Ann: PENDING > CONFIRMED,Chief: CONFIRMED > CANCELLED}',
  'the history names the actor'
);
select is(
  (select array_agg(line order by line) from unnest((pg_temp.audited())[4:]) line),
  '{Chief: cancel booking (Ann),Chief: cancel booking (Ben),Chief: retire doctor}',
  'so does the audit'
);
select is(api.get_doctor(:'dora') ->> 'error', 'DOCTOR_NOT_FOUND', 'the doctor is no longer found');
select is(api.list_doctors() #>> '{doctors,0,id}', :'eve', 'nor listed');
select is(api.list_slots(:'dora') ->> 'error', 'DOCTOR_NOT_FOUND', 'nor are slots');
select is(api.book_slot(:'ann', :'dora_4') ->> 'error', 'SLOT_UNAVAILABLE', 'nor can one be booked');
select is(
  (select array_agg(distinct pg_temp.state(id)) from medbook.slots
    where id in (:'dora_1', :'dora_2', :'dora_3', :'dora_4')),
  '{closed RETIRED}',
  'all of them are closed'
);
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nor can any be opened'
);
select is(api.retire_doctor(:'chief', :'dora', 'cancel') ->> 'error', 'DOCTOR_NOT_FOUND', 'a doctor leaves once');
select is(
  api.get_booking(:'ann', :'booked') #>> '{booking,doctor_name}',
  'Dr. Dora Day',
  'but bookings still name their doctor'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to booked;

-- A doctor without bookings, hours, leave and history stay.
select pg_temp.hours(:'eve', 1, '09:00', '10:00', 30) as made \gset
select is(
  api.retire_doctor(:'chief', :'eve'),
  '{"success": true, "affected_bookings": []}',
  'a doctor without bookings is retired'
);
select is(retired_at, '2030-01-07 08:00Z', 'from now on') from medbook.doctors where id = :'eve';
select is(jsonb_array_length(calendar.list_hours(:'eve')), 1, 'the former hours stay listed');
rollback to booked;

-- Holds count until they lapse, appointments until they are over.
select api.cancel_booking(:'ann', :'booked') as answer \gset
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(
  api.retire_doctor(:'chief', :'dora') ->> 'error',
  'DOCTOR_HAS_BOOKINGS',
  'a hold is in the way until its last microsecond'
);
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.retire_doctor(:'chief', :'dora') -> 'success',
  'true',
  'and not from the instant it lapses, swept or not'
);
select is(
  pg_temp.history(:'held'),
  '{Ben: PENDING,nobody: PENDING > FAILED}',
  'it has failed, and was not cancelled by anybody'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');
rollback to booked;
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  api.retire_doctor(:'chief', :'dora') ->> 'error',
  'DOCTOR_HAS_BOOKINGS',
  'an appointment is in the way until it begins'
);
update test.clock set now = '2030-01-08 09:00Z';
select is(api.retire_doctor(:'chief', :'dora') -> 'success', 'true', 'and not from that instant on');
select is(
  api.complete_booking(:'chief', :'booked') #>> '{booking,status}',
  'COMPLETED',
  'the outcome of a visit can be recorded when the doctor has left'
);

select * from finish();
rollback;
