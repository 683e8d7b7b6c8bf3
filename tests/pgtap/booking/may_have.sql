begin;
\ir ../names.psql
select plan(8);

create function pg_temp.may(p_bookable_by medbook.service_access, p_doctor_id uuid default test.dora(),
  p_now timestamptz default '2030-01-08 09:00Z') returns boolean language sql as $$
  select booking.may_have(p_bookable_by, test.ann(), p_doctor_id, p_now)
$$;
select is(pg_temp.may('EVERYBODY'), true, 'everybody may book what is for everybody');
select is(pg_temp.may('ADMINISTRATORS'), false, 'and nobody what administrators book');
select is(pg_temp.may('KNOWN_PATIENTS'), false, 'a new patient is not known');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(pg_temp.may('KNOWN_PATIENTS'), false, 'a hold makes nobody known');
select api.confirm_booking(:'ann', :'held') as answer \gset
select is(
  pg_temp.may('KNOWN_PATIENTS', p_now => '2030-01-08 08:59:59.999999Z'),
  false,
  'nor does an appointment that is to come'
);
select is(pg_temp.may('KNOWN_PATIENTS'), true, 'one that has begun does');
select is(pg_temp.may('KNOWN_PATIENTS', :'eve'), false, 'to that doctor');
update test.clock set now = '2030-01-08 09:30Z';
select api.complete_booking(:'chief', :'held') as answer \gset
select is(pg_temp.may('KNOWN_PATIENTS'), true, 'and one that is over');

select * from finish();
rollback;
