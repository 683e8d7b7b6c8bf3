begin;
\ir ../names.psql
select plan(2);

select columns_are('api', 'named_doctor', array['id', 'name'], 'a doctor is told by name');
select set_eq(
  'select id from api.named_doctor',
  array[:'dora', :'eve', :'fay']::uuid[],
  'every doctor is, also an inactive one'
);

select * from finish();
rollback;
