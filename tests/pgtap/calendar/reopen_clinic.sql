begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(4);

-- Somebody else holds Eve's row.
savepoint unlocked;
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
select is(
  calendar.reopen_clinic('[2030-01-08Z,2030-01-09Z)', null) -> 'doctors_left',
  jsonb_build_array(jsonb_build_object('id', :'eve', 'name', 'Dr. Eve East')),
  'a doctor who is locked is named'
);
select pg_temp.unlock_elsewhere() as other \gset
rollback to unlocked;

update medbook.doctors set open_until = '2030-02-01';
select calendar.close_clinic('[2030-01-08Z,2030-01-09Z)', null) as answer \gset
savepoint closed;
select is(
  calendar.reopen_clinic('[2030-01-08Z,2030-01-09Z)', null),
  '{"reopened": 6, "doctors_left": []}',
  'all slots reopen'
);
select is_empty('select from medbook.doctors where open_until is not null', 'every calendar has to be opened again');
rollback to closed;
update medbook.doctors set retired_at = '2030-01-07Z', is_active = false where id = :'fay';
select is(
  calendar.reopen_clinic(null, '[2030-01-08,2030-01-09)') -> 'reopened',
  '5',
  'but those of a retired doctor'
);

select * from finish();
rollback;
