begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(9);
\set dora_is '{"name": "Dr. Dora Day", "specialization": "cardiology", "experience_years": "10", "fee": "9000",'
\set dora_is :dora_is ' "currency": "EUR", "time_zone": "Europe/Berlin"}'

select updated_at as before from medbook.doctors where id = :'dora' \gset
select is(
  calendar.write_imported(:'dora_is'::jsonb || '{"specialization": "Cardiology"}', :'dora', core.now()),
  'unchanged',
  'who has these data is unchanged'
);
select is(updated_at, :'before', 'also the time of the last change') from medbook.doctors where id = :'dora';
select is(
  calendar.write_imported(:'dora_is'::jsonb || '{"fee": "9500", "reference": "D"}', :'dora', core.now()),
  'changed',
  'who has other data is changed'
);
select results_eq(
  format('select fee, reference, updated_at from medbook.doctors where id = %L', :'dora'),
  $$values (9500, 'D', core.now())$$,
  'to the new ones'
);
select is(
  calendar.write_imported(:'dora_is'::jsonb || '{"name": "Dr. Two"}', null, core.now()),
  'added',
  'a line that means nobody adds a doctor'
);
select is(count(*), 2::bigint, 'in the field that exists') from medbook.doctors
  where lower(specialization) = 'cardiology'
    and specialization = (select specialization from medbook.doctors where id = :'dora');
select pg_temp.hours(:'dora', 2, '09:00', '11:00', 30);
select is(
  calendar.write_imported(:'dora_is'::jsonb || '{"time_zone": "Asia/Tokyo"}', :'dora', core.now()),
  'changed',
  'a new time zone is a change'
);
select is_empty(
  format('select from medbook.slots where doctor_id = %L and is_available and start_time > core.now()', :'dora'),
  'that closes the free slots of the old one'
);

select api.add_time_off(:'chief', :'eve', p_from_date => '2030-01-09', p_to_date => '2030-01-09') as off \gset
select calendar.write_imported(to_jsonb(d) || '{"time_zone": "Pacific/Auckland"}', d.id, core.now()) as done
  from medbook.doctors d where id = :'eve' \gset
select is(close_cause, 'TIME_OFF', 'days off are those of the new time zone') from medbook.slots where id = :'eve_1';

select * from finish();
rollback;
