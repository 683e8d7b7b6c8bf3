begin;
\ir ../names.psql
select plan(35);

-- What is wrong with a good doctor's data, but for one field.
create function pg_temp.checked(p_changes jsonb default '{}') returns jsonb language sql as $$
  select calendar.check_doctor(d ->> 'name', d ->> 'specialization', (d ->> 'experience_years')::integer,
    (d ->> 'fee')::integer, d ->> 'currency', d ->> 'time_zone')
    from (
      select
      '{"name": "Dr. New", "specialization": "Neurology", "experience_years": 5, "fee": 9000, "currency": "EUR",
      "time_zone": "Europe/Berlin"}'::jsonb || p_changes) as doctor (d)
$$;

select is(pg_temp.checked(), null, 'good data are good');
select is(calendar.check_doctor(null, null, null, null, null, null), null, 'a missing field is not checked');
select is(
  pg_temp.checked('{"name": ""}'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/name",
    "detail": "must have 1 to 200 characters"}]}',
  'a doctor has a name'
);
select is(
  pg_temp.checked(jsonb_build_object('name', repeat('ß', 200))),
  null,
  'a name may have 200 characters, whatever their bytes'
);
select is(
  pg_temp.checked(jsonb_build_object('name', repeat('x', 201))) #>> '{errors,0,pointer}',
  '#/name',
  'a name of 201 characters is refused'
);
select is(
  pg_temp.checked('{"name": "\t\u00a0"}') #>> '{errors,0,detail}',
  'must not be blank',
  'nor are other characters that cannot be seen'
);
select is(pg_temp.checked('{"name": "  "}') #>> '{errors,0,detail}', 'must not be blank', 'blanks are no name');
select is(
  pg_temp.checked(jsonb_build_object('name', e' \t\n\x01\x7f\u0085\u00a0\u200b\u3000')) #>> '{errors,0,detail}',
  'must not be blank',
  'nor are control characters, and spaces of Unicode'
);
select is(pg_temp.checked('{"name": "\u00a0李"}'), null, 'one letter is enough');
select is(
  pg_temp.checked('{"name": "Dr.\nNew", "specialization": "Neuro\u200blogy"}') -> 'errors',
  '[{"pointer": "#/name", "detail": "must have no line breaks or invisible characters"},
    {"pointer": "#/specialization", "detail": "must have no line breaks or invisible characters"}]',
  'line breaks and invisible characters are refused'
);
select is(
  pg_temp.checked(jsonb_build_object('name', '  ' || repeat('x', 199) || e'\t ')),
  null,
  'white space that will be trimmed is no fault'
);
select is(pg_temp.checked('{"specialization": "  "}') #>> '{errors,0,pointer}', '#/specialization', 'nor a field');
select is(
  pg_temp.checked('{"specialization": ""}') #>> '{errors,0,pointer}',
  '#/specialization',
  'a doctor has a field'
);
select is(
  pg_temp.checked(jsonb_build_object('specialization', repeat('x', 100))),
  null,
  'a field may have 100 characters'
);
select is(
  pg_temp.checked(jsonb_build_object('specialization', repeat('x', 101))) #>> '{errors,0,pointer}',
  '#/specialization',
  'a field of 101 characters is refused'
);
select is(
  pg_temp.checked('{"experience_years": -1}') #>> '{errors,0,pointer}',
  '#/experience_years',
  'experience cannot be negative'
);
select is(pg_temp.checked('{"experience_years": 0}'), null, 'one may have none');
select is(pg_temp.checked('{"experience_years": 80}'), null, 'or 80 years of it');
select is(
  pg_temp.checked('{"experience_years": 81}') #>> '{errors,0,detail}',
  'must be from 0 to 80',
  'nobody has more'
);
select is(pg_temp.checked('{"fee": -1}') #>> '{errors,0,pointer}', '#/fee', 'a fee is not negative');
select is(pg_temp.checked('{"fee": 0}'), null, 'an appointment may be free');
select is(pg_temp.checked('{"fee": 2147483647}'), null, 'a fee may be as high as there are integers');
select is(
  pg_temp.checked('{"currency": "eur"}') #>> '{errors,0,pointer}',
  '#/currency',
  'a currency has capital letters'
);
select is(pg_temp.checked('{"currency": "EURO"}') #>> '{errors,0,pointer}', '#/currency', 'and three of them');
select is(
  pg_temp.checked(jsonb_build_object('currency', E'EUR\n')) #>> '{errors,0,pointer}',
  '#/currency',
  'and nothing behind them'
);
select is(
  pg_temp.checked('{"time_zone": "Mars/Olympus"}') #>> '{errors,0,pointer}',
  '#/time_zone',
  'a time zone exists'
);
select is(pg_temp.checked('{"time_zone": ""}') #>> '{errors,0,pointer}', '#/time_zone', 'a time zone has a name');
select is(
  pg_temp.checked('{"time_zone": "CEST"}') #>> '{errors,0,pointer}',
  '#/time_zone',
  'an abbreviation is no time zone: it has no summer'
);
select is(
  pg_temp.checked('{"time_zone": "UTC+3"}') #>> '{errors,0,pointer}',
  '#/time_zone',
  'nor is an offset, which PostgreSQL reads the other way round'
);
select is(
  pg_temp.checked('{"time_zone": "Australia/Lord_Howe"}'),
  null,
  'half an hour of summer is a time zone''s right'
);
select is(pg_temp.checked('{"time_zone": "UTC"}'), null, 'UTC is a time zone');

-- The order, and that the table says the same.
select is(
  jsonb_path_query_array(pg_temp.checked('{"time_zone": "Mars/Olympus", "name": "", "specialization": "", "fee": -1,
    "experience_years": -1, "currency": "eur"}'), '$.errors[*].pointer'),
  '["#/name", "#/specialization", "#/experience_years", "#/fee", "#/currency", "#/time_zone"]',
  'every wrong field is named, once'
);
select throws_ok(
  $$insert into medbook.doctors values (calendar.new_doctor_id(), e'\n ', 'Neurology', 5, 9000, 'EUR', 'UTC')$$,
  '23514',
  null,
  'the table has no name of blanks'
);
select throws_ok(
  $$insert into medbook.doctors values (calendar.new_doctor_id(), 'Dr. New', ' ', 5, 9000, 'EUR', 'UTC')$$,
  '23514',
  null,
  'and no specialization'
);
-- PostgreSQL 18 lists not-null constraints here too.
select is_empty($$select constraint_name from information_schema.check_constraints c
  join information_schema.constraint_column_usage u using (constraint_schema, constraint_name)
  where u.table_schema = 'medbook' and u.table_name = 'doctors'
    and u.column_name in ('name', 'specialization', 'experience_years', 'fee', 'currency')
    and constraint_name not in ('doctors_name_length', 'doctors_specialization_length', 'doctors_name_is_tidy',
      'doctors_specialization_is_tidy', 'doctors_experience_range', 'doctors_fee_is_not_negative',
      'doctors_currency_shape') and check_clause not like '% IS NOT NULL'$$,
  'the table checks nothing that this does not know');

select * from finish();
rollback;
