begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(26);

-- A valid doctor except for the given changes.
create function pg_temp.create(p_user_id uuid, p_changes jsonb default '{}') returns jsonb language sql as $$
  select api.create_doctor(p_user_id, d ->> 'name', d ->> 'specialization', (d ->> 'experience_years')::integer,
    (d ->> 'fee')::integer, d ->> 'currency', d ->> 'time_zone')
    from (
      select
      '{"name": "Dr. New", "specialization": "Neurology", "experience_years": 5, "fee": 9000, "currency": "EUR",
      "time_zone": "Europe/Berlin"}'::jsonb || p_changes) as doctor (d)
$$;

-- Refusals in their order, none of which changes anything.
select :calendar as before \gset
select is(pg_temp.create(:'ann'), '{"success": false, "error": "FORBIDDEN"}', 'patients make no doctors');
select is(pg_temp.create(:'gone', '{"name": ""}') ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(pg_temp.create(null) ->> 'error', 'FORBIDDEN', 'nobody makes none');
select is(
  pg_temp.audited(),
  '{Ann: create doctor: FORBIDDEN,Gone: create doctor: FORBIDDEN,DBA: create doctor: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  pg_temp.create(:'chief', '{"name": ""}'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/name",
    "detail": "must have 1 to 200 characters"}]}',
  'a doctor has a name'
);
select is(
  pg_temp.create(:'chief', '{"specialization": ""}') #>> '{errors,0,pointer}',
  '#/specialization',
  'and a field'
);
select is(
  pg_temp.create(:'chief', '{"experience_years": 81}') #>> '{errors,0,pointer}',
  '#/experience_years',
  'and not too much experience'
);
select is(pg_temp.create(:'chief', '{"fee": -1}') #>> '{errors,0,pointer}', '#/fee', 'and a fee that is not negative');
select is(pg_temp.create(:'chief', '{"currency": "euro"}') #>> '{errors,0,pointer}', '#/currency', 'in a currency');
select is(
  pg_temp.create(:'chief', '{"time_zone": "Mars/Olympus"}') #>> '{errors,0,pointer}',
  '#/time_zone',
  'and a time zone'
);
select throws_ok(
  $$select pg_temp.create(test.chief(), '{"name": null}')$$,
  '23502',
  null,
  'the table refuses a null field'
);
select is(:calendar, :'before', 'refusals change nothing');
select is(cardinality(pg_temp.audited()), 3, 'those of administrators are not recorded');

-- A doctor.
select pg_temp.create(:'chief') as answer \gset
select :'answer'::jsonb ->> 'created' as id \gset
select is(:'answer'::jsonb - 'created', api.get_doctor(:'id'), 'the answer shows the doctor as get_doctor does');
select is(
  :'answer'::jsonb -> 'doctor',
  jsonb_build_object('id', :'id', 'name', 'Dr. New', 'specialization', 'Neurology', 'experience_years', 5, 'fee', 9000,
    'currency', 'EUR', 'time_zone', 'Europe/Berlin'),
  'with the given values'
);
select is(medbook.doctor_of(:'id'), :'id'::uuid, 'the id is one of a doctor');
select is(updated_at, '2030-01-07 08:00Z', 'the doctor is of now') from medbook.doctors where id = :'id';
select is(
  is_active and open_until is null and retired_at is null,
  true,
  'and works here'
) from medbook.doctors where id = :'id';
select is((pg_temp.audited())[4:], '{Chief: create doctor}', 'it is recorded');
select is(api.list_slots(:'id') -> 'slots', '[]', 'without hours there are no slots');
select isnt(pg_temp.create(:'chief') ->> 'created', :'id', 'another one of the same name is another one');
select is(
  (pg_temp.create(:'chief', '{"name": " Dr.  Amara\u00a0Okafor ", "specialization": " neurology "}') -> 'doctor')
    - '{id,experience_years,fee,currency,time_zone}'::text[],
  '{"name": "Dr. Amara Okafor", "specialization": "Neurology"}',
  'a name is made tidy, and a field is the one that exists'
);
select is(
  pg_temp.create(:'chief', '{"name": "Dr.\nNew"}') #>> '{errors,0,detail}',
  'must have no line breaks or invisible characters',
  'a line break is refused'
);

-- To the first booking.
select api.set_working_hours(
  :'chief',
  :'id',
  '[{"weekday": 2, "start": "09:00", "end": "10:00", "slot_minutes": 30}]'
) as answer \gset
select is(
  api.open_slots(:'chief', :'id', '2030-01-08', '2030-01-08') -> 'opened',
  '2',
  'a new doctor can be given a calendar'
);
select is(
  api.book_slot(:'ann', (api.list_slots(:'id') #>> '{slots,0,id}')::uuid) #> '{booking,fee}',
  '9000',
  'and be booked'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
