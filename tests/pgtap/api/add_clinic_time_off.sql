begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(30);

-- Somebody else holds Eve's row, then her slot: the others are away all the same.
savepoint waiting;
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
select is(
  api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z') - '{created,time_off}'::text[],
  jsonb_build_object('success', true, 'closed', 5, 'affected_bookings', jsonb '[]',
    'doctors_left', jsonb_build_array(jsonb_build_object('id', :'eve', 'name', 'Dr. Eve East'))),
  'a doctor who is locked is named, the others'' slots close'
);
select is(pg_temp.state(:'eve_1'), 'free', 'hers do not yet');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
select is(
  api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z') #> '{doctors_left,0,id}',
  to_jsonb(:'eve'::text),
  'so is one of whose slots one is locked'
);
select results_eq('select slot_id from health.check_invariants()', array[:'eve_1'::uuid], 'which the invariants tell');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Somebody else changes a calendar.
select tap.dblink_exec('other', 'do $do$ begin perform from medbook.settings for key share; end $do$') as other \gset
set local lock_timeout = '1ms';
select :calendar as before \gset
select is(
  api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for a calendar is refused'
);
select is(:calendar, :'before', 'waiting in vain changes none of them');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything.
select is(
  api.add_clinic_time_off(:'ann', '2030-01-08Z', '2030-01-09Z'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not close the clinic'
);
select is(api.add_clinic_time_off(:'gone', null, null) ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(api.add_clinic_time_off(null, '2030-01-08Z', '2030-01-09Z') ->> 'error', 'FORBIDDEN', 'nobody closes it');
select is(
  pg_temp.audited(),
  '{Ann: add time off: FORBIDDEN,Gone: add time off: FORBIDDEN,DBA: add time off: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-08Z'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to", "detail": "must be after from"}]}',
  'a time off lasts'
);
select is(api.add_clinic_time_off(:'chief', null, '2030-01-08Z') #>> '{errors,0,pointer}', '#/to', 'and begins');
select is(api.add_clinic_time_off(:'chief', '2030-01-08Z', null) #>> '{errors,0,pointer}', '#/to', 'and ends');
select is(
  api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z', repeat('x', 501)) #>> '{errors,0,pointer}',
  '#/reason',
  'a reason of 501 characters is refused'
);
select is(:calendar, :'before', 'refusals change nothing');

-- The clinic is closed on the 8th.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'eve_1') #>> '{booking,id}' as held \gset
select api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z', 'moving house') as answer \gset
select is(
  :'answer'::jsonb - '{created,time_off,affected_bookings}'::text[],
  '{"success": true, "closed": 4, "doctors_left": []}',
  'every doctor''s free slots are closed'
);
select is(
  :'answer'::jsonb -> 'time_off',
  jsonb_build_object('id', :'answer'::jsonb ->> 'created', 'doctor_id', null, 'from', '2030-01-08T00:00:00+00:00', 'to',
    '2030-01-09T00:00:00+00:00', 'from_date', null, 'to_date', null, 'reason', 'moving house'),
  'the time off is nobody''s in particular'
);
select is(
  :'answer'::jsonb -> 'affected_bookings',
  (select jsonb_agg(to_jsonb(b) order by b.start_time) from api.patient_booking b
    where b.id in (:'booked', :'held')),
  'it lists the bookings, at every doctor''s'
);
select is(
  (select array_agg(distinct pg_temp.state(id)) from medbook.slots
    where id in (:'dora_1', :'dora_3', :'dora_4', :'fay_1')),
  '{closed TIME_OFF}',
  'also at an inactive doctor''s'
);
select is(
  pg_temp.state(:'dora_2') || ', ' || pg_temp.state(:'eve_1'),
  'booked TIME_OFF, held TIME_OFF',
  'a taken slot closes when its booking ends'
);
select is(pg_temp.state(:'dora_past'), 'free', 'another day is open');
select is((pg_temp.audited())[4:], '{Chief: add time off}', 'it is recorded, once');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy when it is closed');
select is(api.list_slots(:'dora') -> 'slots', '[]', 'nothing is listed');

-- Doctors who come later are away too.
select api.create_doctor(:'chief', 'Dr. New', 'Neurology', 1, 1, 'EUR', 'UTC') ->> 'created' as new \gset
select pg_temp.hours(:'new', 2, '09:00', '10:00', 30) as made \gset
select is(
  api.open_slots(:'chief', :'new', '2030-01-08', '2030-01-15'),
  '{"success": true, "opened": 2, "kept": 0, "skipped": [{"slots": 2, "reason": "TIME_OFF"}]}',
  'a doctor who comes later opens nothing then'
);

-- A doctor's own time off over it.
select is(
  api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') -> 'closed',
  '0',
  'a doctor''s own time off then closes nothing more'
);
select is(
  api.add_clinic_time_off(:'chief', '2030-01-08 12:00Z', '2030-01-16Z') -> 'closed',
  '2',
  'a second one closes the remaining slots'
);
select is(count(*), 3::bigint, 'each is a time off of its own') from medbook.time_off;
set local timezone = 'Pacific/Apia';
select is(
  api.add_clinic_time_off(:'chief', '2030-02-01 00:00', '2030-02-02 00:00') #>> '{time_off,from}',
  '2030-01-31T11:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy after all');

select * from finish();
rollback;
