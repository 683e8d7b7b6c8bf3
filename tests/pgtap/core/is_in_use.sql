begin;
select plan(4);

select is(core.is_in_use(), true, 'a clinic is in use');
update medbook.settings set is_demo = true;
select is(core.is_in_use(), false, 'but for the demo');
update medbook.settings set is_demo = false;
truncate medbook.users, medbook.audit cascade;
select is(core.is_in_use(), true, 'doctors are enough');
truncate medbook.doctors cascade;
select is(core.is_in_use(), false, 'a database without anything is not in use');

select * from finish();
rollback;
