begin;
\ir ../names.psql
select plan(6);

select columns_are('api', 'specialization', array['name', 'doctors'], 'a field has a name and doctors');
select results_eq(
  'select name, doctors from api.specialization order by name',
  $$values ('Cardiology', 1), ('Neurology', 1)$$,
  'fields have their active doctors'
);
update medbook.doctors set is_active = true where id = :'fay';
select is(doctors, 2, 'a doctor counts from the activation on') from api.specialization where name = 'Neurology';
update medbook.doctors set specialization = 'NEUROLOGY' where id = :'fay';
select is(doctors, 2, 'case makes no other field') from api.specialization where lower(name) = 'neurology';
update medbook.doctors set is_active = false where id = :'dora';
select is_empty(
  $$select from api.specialization where name = 'Cardiology'$$,
  'a field without an active doctor is not shown'
);
update medbook.doctors set is_active = false;
select is_empty('select from api.specialization', 'without doctors there are no fields');

select * from finish();
rollback;
