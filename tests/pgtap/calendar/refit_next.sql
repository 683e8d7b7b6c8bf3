begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);

delete from medbook.working_hours;
select is(calendar.refit_next(null), null, 'without hours there is nobody to fit');
select pg_temp.hours(id, 1, '09:00', '11:00', 30) from medbook.doctors;
select calendar.open_some_slots(10) as opened \gset
select is(calendar.refit_next(null), :'dora'::uuid, 'the first doctor is fitted first');
select is(calendar.refit_next(:'dora'), :'eve'::uuid, 'then the next');
select is(calendar.refit_next(:'eve'), null, 'who has retired is not');
grant usage on schema test to medbook_worker;
select lives_ok('set local role medbook_worker; select calendar.refit_next(null); reset role', 'the worker may do it');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
