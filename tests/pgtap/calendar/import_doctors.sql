begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(33);
\set good '{"name": "Dr. New", "specialization": "Neurology", "experience_years": "5",'
\set good :good ' "fee": "9000", "currency": "EUR", "time_zone": "Europe/Berlin"}'
select count(*) as doctors from medbook.doctors \gset

select calendar.import_doctors(jsonb_build_array(:'good'::jsonb,
  :'good'::jsonb
  ||
  '{"name": "Dr. Ändrew Ñew", "experience_years": 7, "fee": 12000, "currency": "USD",
  "time_zone": "America/New_York"}')) as answer \gset
select is(
  :'answer'::jsonb,
  '{"success": true, "added": 2, "changed": 0, "unchanged": 0}',
  'it says how many doctors were added'
);
select results_eq($$select name, specialization, experience_years, fee, currency, time_zone, is_active, open_until,
  retired_at, updated_at from medbook.doctors where name like '%ew' order by fee$$,
  $$values ('Dr. New', 'Neurology', 5, 9000, 'EUR', 'Europe/Berlin', true, null::date, null::timestamptz,
    '2030-01-07 08:00Z'::timestamptz),
    ('Dr. Ändrew Ñew', 'Neurology', 7, 12000, 'USD', 'America/New_York', true, null,
    null, '2030-01-07 08:00Z')$$, 'with the given values, at the clinic''s time');
select is(api.get_doctor(id) -> 'success', 'true', 'they can be booked') from medbook.doctors where name = 'Dr. New';
select is(pg_temp.audited(), '{DBA: import doctors}', 'it is recorded, once');
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": " dr.  NEW", "fee": 9000}')) - 'success',
  '{"added": 0, "changed": 1, "unchanged": 0}',
  'another import recognises who is there by name and field, whatever their case'
);
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": "dr. NEW"}')) - 'success',
  '{"added": 0, "changed": 0, "unchanged": 1}',
  'and the same import again changes nothing'
);
savepoint imported;

-- All or nothing.
select :calendar as before \gset
select calendar.import_doctors(jsonb_build_array(:'good'::jsonb, :'good'::jsonb || '{"fee": "ninety"}', :'good'::jsonb,
  '"nonsense"', :'good'::jsonb || '{"time_zone": "Mars/Olympus"}', :'good'::jsonb || '{"name": ""}')) as answer \gset
select is(:'answer'::jsonb - 'lines', '{"success": false, "error": "INVALID_INPUT"}', 'a bad line refuses all');
select is(:'answer'::jsonb -> 'lines', '[
  {"line": 2, "errors": [{"pointer": "#/fee", "detail": "must be a whole number of minor units"}]},
  {"line": 4, "errors": [{"pointer": "#/", "detail": "must be an object"}]},
  {"line": 5, "errors": [{"pointer": "#/time_zone", "detail": "must be an IANA name such as Europe/Berlin"}]},
  {"line": 6, "errors": [{"pointer": "#/name", "detail": "is required"}]}]',
    'every bad line is listed, with its number and its errors');
select is(:calendar, :'before', 'then nobody was added');
select is(cardinality(pg_temp.audited()), 3, 'and nothing recorded');
select is(calendar.import_doctors('[{}]') #> '{lines,0,line}', '1', 'lines are counted from one');
select is(
  calendar.import_doctors('[{"name": "x"}]') #>> '{lines,0,errors,0,pointer}',
  '#/specialization',
  'a missing field is named'
);
select is(
  calendar.import_doctors((select jsonb_agg(:'good'::jsonb || case when n % 100 = 0 then '{"currency": "x"}'
    else '{}' end::jsonb order by n) from generate_series(1, 1000) n)) -> 'lines' -> 9,
  '{"line": 1000, "errors": [{"pointer": "#/currency", "detail": "must be an ISO 4217 code such as EUR"}]}',
  'a long list is reported in its order, to its end'
);
select is(:calendar, :'before', 'still nobody was added');
select is(
  calendar.import_doctors((select jsonb_agg(:'good'::jsonb || jsonb_build_object('name', 'Dr. ' || n))
    from generate_series(1, 1000) n)) -> 'added',
  '1000',
  'a thousand doctors can be added at once'
);
select is(count(distinct id), 1000 + 2 + :doctors::bigint, 'each with an id of one''s own') from medbook.doctors;
rollback to imported;
select is(
  calendar.import_doctors('[]'),
  '{"success": true, "added": 0, "changed": 0, "unchanged": 0}',
  'an empty list adds nobody'
);
select is(calendar.import_doctors('{}') ->> 'error', 'INVALID_INPUT', 'an object is no list');
select is(calendar.import_doctors('"x"') ->> 'error', 'INVALID_INPUT', 'nor is a text');
select is(calendar.import_doctors(null) ->> 'error', 'INVALID_INPUT', 'nor is nothing');

-- Boundaries are those of create_doctor.
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || jsonb_build_object('name', repeat('ß', 200),
    'specialization', repeat('x', 100), 'experience_years', '80', 'fee', '999999999'))) -> 'success',
  'true',
  'as much as the table takes'
);
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || jsonb_build_object('name', repeat('x', 201))))
    #>> '{lines,0,errors,0,pointer}',
  '#/name',
  'and no more'
);
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || jsonb_build_object('name',
    'Robert''); drop table medbook.doctors; --'))) -> 'success',
  'true',
  'a name is a name'
);

-- References.
select calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": "Dr. Rae", "reference": " R 1"}',
  :'good'::jsonb || '{"name": "Dr. Rae", "reference": "R 2"}')) as answer \gset
select is(:'answer'::jsonb -> 'added', '2', 'doctors of one name are two if their references differ');
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": "Dr. Rae-May", "reference": "R 1"}'))
    - 'success',
  '{"added": 0, "changed": 1, "unchanged": 0}',
  'a reference recognises who has a new name'
);
savepoint referenced;
update medbook.doctors set name = 'Dr. Rae' where reference = 'R 1';
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": "Dr. Rae"}')) #>> '{lines,0,errors,0,detail}',
  'is the name of several doctors: a reference must say which',
  'a name of several doctors is refused without a reference'
);
rollback to referenced;
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": "A"}', :'good'::jsonb || '{"name": "B"}',
    :'good'::jsonb || '{"name": " a"}')) -> 'lines',
  '[{"line": 1, "errors": [{"pointer": "#/name", "detail": "is the same doctor as in another line"}]},
    {"line": 3, "errors": [{"pointer": "#/name", "detail": "is the same doctor as in another line"}]}]',
  'a doctor twice in one import is refused'
);
select is(
  calendar.import_doctors(jsonb_build_array(:'good'::jsonb || '{"name": "dr. fay former"}'))
    #>> '{lines,0,errors,0,detail}',
  'is a doctor who was retired',
  'a retired doctor is refused'
);
select pg_temp.hours(:'dora', 2, '09:00', '11:00', 30);
select is(
  calendar.import_doctors('[{"name": "Dr. Dora Day", "specialization": "Cardiology", "experience_years": 10,
    "fee": 9000, "currency": "EUR", "time_zone": "Asia/Tokyo"}]') -> 'changed',
  '1',
  'a new time zone is a change'
);

-- Who may.
select is(
  prosecdef,
  true,
  'it runs as the owner: DBAs write no doctors'
) from pg_proc where oid = 'calendar.import_doctors(jsonb)'::regprocedure;
select lives_ok(
  format('set local role medbook_operator; select calendar.import_doctors(%L); reset role',
    jsonb_build_array(:'good'::jsonb)),
  'DBAs may call it'
);
select is(
  has_function_privilege('medbook_gateway', 'calendar.import_doctors(jsonb)', 'execute'),
  false,
  'the gateway may not'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
