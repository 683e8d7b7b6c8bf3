begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(9);

select is((calendar.lock_doctor(:'dora')).id, :'dora'::uuid, 'a doctor is found');
select is((calendar.lock_doctor(:'dora')).name, 'Dr. Dora Day', 'with all columns');
select is(calendar.lock_doctor(:'fay') is null, true, 'an inactive doctor is not');
select is(calendar.lock_doctor(:'no_doctor') is null, true, 'an unknown one is not');
select is(calendar.lock_doctor(:'dora_1') is null, true, 'a slot''s id is not a doctor''s');
select is(calendar.lock_doctor(null) is null, true, 'no id is nobody''s');

-- Somebody else changes Eve's calendar, or books a slot of it.
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
set local lock_timeout = '1ms';
select throws_ok(
  format('select calendar.lock_doctor(%L)', :'eve'),
  '55P03',
  null,
  'it waits at most lock_timeout for another change of the calendar'
);
select is((calendar.lock_doctor(:'dora')).id, :'dora'::uuid, 'which is not one of another doctor''s');
select pg_temp.unlock_elsewhere() as other \gset
select pg_temp.lock_elsewhere('medbook.doctors', :'eve', 'key share') as other \gset
select is((calendar.lock_doctor(:'eve')).id, :'eve'::uuid, 'a foreign-key check on the doctor is not in the way');

select * from finish();
rollback;
