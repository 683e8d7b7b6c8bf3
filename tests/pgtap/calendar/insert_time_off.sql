begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(20);

select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select pg_temp.appointment(:'ben', :'eve_1') as other \gset
savepoint booked;

-- A doctor's.
select calendar.insert_time_off(:'chief', :'dora', '2030-01-08 09:15Z', '2030-01-08 10:15Z', 'a course') as answer \gset
select is(
  :'answer'::jsonb - '{created,time_off,affected_bookings}'::text[],
  '{"success": true, "closed": 2}',
  'it says how many free slots were closed'
);
select is(
  :'answer'::jsonb -> 'time_off',
  jsonb_build_object('id', :'answer'::jsonb ->> 'created', 'doctor_id', :'dora', 'from', '2030-01-08T09:15:00+00:00',
    'to', '2030-01-08T10:15:00+00:00', 'reason', 'a course'),
  'it shows the time off'
);
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(:'answer'::jsonb -> 'affected_bookings') b),
  array[:'booked'],
  'and what is booked under it'
);
select results_eq(
  'select doctor_id, during, reason, created_at from medbook.time_off',
  $$values (test.dora(), '[2030-01-08 09:15Z,2030-01-08 10:15Z)'::tstzrange,
    'a course', '2030-01-07 08:00Z'::timestamptz)$$,
  'the time off is written'
);
select is(
  (select array_agg(pg_temp.state(id) order by id) from medbook.slots where doctor_id = :'dora'
    and start_time >= '2030-01-08 09:00Z'),
  '{closed TIME_OFF,booked TIME_OFF,closed TIME_OFF,free,closed}',
  'overlapping slots are closed or will be'
);
select is(pg_temp.state(:'eve_1'), 'booked', 'another doctor''s slots are not');
select is(pg_temp.audited(), '{Chief: add time off}', 'it is recorded');
select is(is_active, true, 'the doctor stays active') from medbook.doctors where id = :'dora';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select calendar.insert_time_off(:'chief', :'dora', '2030-01-08 09:15Z', '2030-01-08 10:15Z', null) as again \gset
select is(:'again'::jsonb -> 'closed', '0', 'a second leave over the first closes nothing more');
select isnt(:'again'::jsonb ->> 'created', :'answer'::jsonb ->> 'created', 'but is a time off of its own');
rollback to booked;

-- The clinic's.
select calendar.insert_time_off(null, null, '2030-01-08Z', '2030-01-09Z', null) as answer \gset
select is(:'answer'::jsonb -> 'closed', '4', 'when the clinic is closed every doctor''s free slots are');
select is(:'answer'::jsonb #> '{time_off,doctor_id}', 'null', 'the time off is nobody''s in particular');
select is(:'answer'::jsonb #> '{time_off,reason}', 'null', 'a reason need not be given');
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(:'answer'::jsonb -> 'affected_bookings') b),
  array[:'booked', :'other'],
  'it lists the bookings, doctor by doctor'
);
select is(pg_temp.state(:'fay_1'), 'closed TIME_OFF', 'also those of an inactive doctor, who may come back');
select is(pg_temp.state(:'dora_past'), 'free', 'but not those of another day');
select is(pg_temp.audited(), '{DBA: add time off}', 'a DBA''s call is recorded too');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy when it is closed');
rollback to booked;
select is(
  calendar.insert_time_off(null, null, '2030-02-08Z', '2030-02-09Z', null) - '{created,time_off}'::text[],
  '{"success": true, "closed": 0, "affected_bookings": []}',
  'a day without slots can be closed'
);

select * from finish();
rollback;
