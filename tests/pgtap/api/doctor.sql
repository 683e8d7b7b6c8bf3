begin;
\ir ../names.psql
select plan(6);

select columns_are(
  'api',
  'doctor',
  array['id', 'name', 'specialization', 'experience_years', 'fee', 'currency', 'time_zone'],
  'a doctor has the members that the documentation names'
);
select results_eq('select id from api.doctor order by id', array[:'dora', :'eve']::uuid[], 'active doctors are shown');
select is(
  to_jsonb(d),
  '{"id": "d0c00002-0000-8000-8000-000000000000", "name": "Dr. Eve East", "specialization": "Neurology",
    "experience_years": 5, "fee": 12000, "currency": "USD", "time_zone": "America/New_York"}',
  'a doctor reads as what the table says') from api.doctor d where id = :'eve';
update medbook.doctors set is_active = false where id = :'dora';
select is_empty(
  format('select from api.doctor where id = %L', :'dora'),
  'a doctor is not shown from the deactivation on'
);
update medbook.doctors set is_active = true where id = :'fay';
select isnt_empty(format('select from api.doctor where id = %L', :'fay'), 'a doctor is shown from the activation on');
update medbook.doctors set fee = 1 where id = :'eve';
select is(fee, 1, 'a changed fee shows at once') from api.doctor where id = :'eve';

select * from finish();
rollback;
