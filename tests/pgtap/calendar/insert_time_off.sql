begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(25);

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
    'to', '2030-01-08T10:15:00+00:00', 'from_date', null, 'to_date', null, 'reason', 'a course'),
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
  '{"success": true, "closed": 0, "affected_bookings": [], "doctors_left": []}',
  'a day without slots can be closed'
);

-- By days: a doctor in Los Angeles and one in Sydney are away on their own 14th of January.
update medbook.doctors set time_zone = case id when test.dora() then 'America/Los_Angeles' else 'Australia/Sydney' end;
select pg_temp.slot(:'dora', 21, '2030-01-14 07:30Z') as a, pg_temp.slot(:'dora', 22, '2030-01-14 08:00Z') as b,
       pg_temp.slot(:'dora', 23, '2030-01-15 07:30Z') as c, pg_temp.slot(:'dora', 24, '2030-01-15 08:00Z') as d,
       pg_temp.slot(:'eve', 21, '2030-01-13 12:30Z') as e, pg_temp.slot(:'eve', 22, '2030-01-13 13:00Z') as f,
       pg_temp.slot(:'eve', 23, '2030-01-14 12:30Z') as g, pg_temp.slot(:'eve', 24, '2030-01-14 13:00Z') as h \gset
select calendar.insert_time_off(:'chief', null, null, null, null, '2030-01-14', '2030-01-14') as answer \gset
select is(:'answer'::jsonb -> 'closed', '4', 'days are each doctor''s own');
select is(
  array(select pg_temp.state(slot) from unnest(array[:'a', :'b', :'c', :'d', :'e', :'f', :'g', :'h']::uuid[]) as slot),
  '{free,closed TIME_OFF,closed TIME_OFF,free,free,closed TIME_OFF,closed TIME_OFF,free}',
  'from midnight to midnight'
);
select is(
  (:'answer'::jsonb -> 'time_off') - '{id,doctor_id,reason}'::text[],
  '{"from": null, "to": null, "from_date": "2030-01-14", "to_date": "2030-01-14"}',
  'they are shown as they were said'
);
select is(
  calendar.insert_time_off(:'chief', null, null, null, null, '2030-01-14', '2030-01-14') ? 'created',
  false,
  'the same days are written once'
);
alter table medbook.doctors drop constraint if exists doctors_time_zone_is_known;
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'eve';
select is(
  calendar.insert_time_off(:'chief', null, null, null, null, '2030-01-15', '2030-01-15') -> 'success',
  'true',
  'a doctor whose time zone nobody knows keeps nobody from leaving'
);

select * from finish();
rollback;
