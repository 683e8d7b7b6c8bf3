begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(12);

select :calendar as before \gset
select calendar.follow_clinic_time_off();
select is(:calendar, :'before', 'without a time off nothing is written');

-- Eve is locked when the clinic closes, and for some time on.
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
select calendar.insert_time_off(:'chief', null, null, null, null, '2030-01-08', '2030-01-08') as answer \gset
select is(
  :'answer'::jsonb #>> '{doctors_left,0,id}',
  :'eve',
  'a doctor is left when the clinic closes'
);
savepoint closed;
select lives_ok('select calendar.follow_clinic_time_off()', 'a doctor who is still locked stops nobody');
select is(pg_temp.state(:'eve_1'), 'free', 'and is left again');
select isnt_empty('select * from health.check_invariants()', 'the invariants tell it meanwhile');
select pg_temp.unlock_elsewhere() as other \gset
select calendar.follow_clinic_time_off();
select is(pg_temp.state(:'eve_1'), 'closed TIME_OFF', 'the next minute the slots of one who no longer is close');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to closed;

-- A patient was quicker.
select pg_temp.appointment(:'ann', :'eve_1') as booked \gset
select calendar.follow_clinic_time_off();
select is(pg_temp.state(:'eve_1'), 'booked TIME_OFF', 'a slot that was booked meanwhile closes when the booking ends');
select :calendar as before \gset
select calendar.follow_clinic_time_off();
select is(:calendar, :'before', 'once is enough');
rollback to closed;
update test.clock set now = now + interval '1 day';
select calendar.follow_clinic_time_off();
select is(pg_temp.state(:'eve_1'), 'free', 'what was added a day ago is the nightly run''s');
select calendar.refit_next(:'dora') as fitted \gset
select is(pg_temp.state(:'eve_1'), 'closed TIME_OFF', 'which closes it');

grant usage on schema test to medbook_worker;
select lives_ok(
  'set local role medbook_worker; select calendar.follow_clinic_time_off(); reset role',
  'the worker may do it'
);

select * from finish();
rollback;
