begin;
\ir ../names.psql
select plan(5);

select matches(
  calendar.new_doctor_id()::text,
  '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8000-000000000000$',
  'a doctor''s id is a UUID of version 8 with the end that all doctors'' have'
);
select is(
  count(*),
  0::bigint,
  'the doctor of a doctor''s id is that id'
) from (select calendar.new_doctor_id() as id from generate_series(1, 100)) new where medbook.doctor_of(id) <> id;
select is(
  count(distinct calendar.new_doctor_id()),
  1000::bigint,
  'a thousand ids are different ones'
) from generate_series(1, 1000);
select is(
  count(distinct substr(calendar.new_doctor_id()::text, 16, 3)) > 100,
  true,
  'the bits behind the version are random too'
) from generate_series(1, 1000);
select lives_ok(
  $$insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
    values (calendar.new_doctor_id(), 'Dr. New', 'Neurology', 1, 1, 'EUR', 'UTC')$$,
  'the table takes it'
);

select * from finish();
rollback;
