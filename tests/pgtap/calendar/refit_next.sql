begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(8);

delete from medbook.working_hours;
select is(calendar.refit_next(null), :'dora'::uuid, 'a doctor without hours who has slots to come is fitted');
update test.clock set now = '2030-02-01Z';
select is(calendar.refit_next(null), null, 'without hours or slots to come there is nobody to fit');
update test.clock set now = '2030-01-07 08:00Z';
select pg_temp.hours(id, 1, '09:00', '11:00', 30) from medbook.doctors;
select calendar.open_some_slots(10) as opened \gset
select is(calendar.refit_next(null), :'dora'::uuid, 'the first doctor is fitted first');
select is(calendar.refit_next(:'dora'), :'eve'::uuid, 'then the next');
select is(calendar.refit_next(:'eve'), null, 'who has retired is not');
grant usage on schema test to medbook_worker;
select lives_ok('set local role medbook_worker; select calendar.refit_next(null); reset role', 'the worker may do it');
select is('jit=off' = any(proconfig), true, 'no plan is compiled for one doctor')
  from pg_proc where oid = 'calendar.refit_next'::regproc;
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
