begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(4);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

update medbook.slots set close_cause = 'HOURS' where id in (:'dora_1', :'dora_2');
select is(array_agg(id), array[:'visit_id']::uuid[], 'a visit is one misfit') from calendar.misfit;
rollback to visits;

select is_empty('select from calendar.misfit', 'bookings that fit are not listed');
select pg_temp.appointment(:'ann', :'dora_1') as booking \gset
select api.set_working_hours(:'chief', :'dora', '[]') as answer \gset
select results_eq(
  'select id, patient_name from calendar.misfit',
  $$select b.id, u.name from medbook.bookings b join medbook.users u on u.id = b.user_id where b.status = 'CONFIRMED'$$,
  'one that no hours contain is, with the patient'
);
select api.cancel_booking(:'ann', :'booking') as answer \gset
select is_empty('select from calendar.misfit', 'until it ends');

select * from finish();
rollback;
