begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../services.psql
select plan(6);

create function pg_temp.locked(variadic p_ids uuid[]) returns uuid language sql as $$
  select booking.lock_visit(p_ids, '2030-01-08 09:00Z', 60, pg_temp.service_id(2), core.now())
$$;
insert into test.slots (doctor_id, id, start_time, end_time)
values (:'eve', test.slot(2, 2), '2030-01-08 09:00Z', '2030-01-08 10:00Z');
savepoint unlocked;
select is(pg_temp.locked(:'dora_1', test.slot(2, 2)), :'dora_1', 'the first visit is locked');
select is(pg_temp.locked(variadic '{}'), null, 'of none there is none');
select api.book_slot(:'ann', :'dora_2') as held \gset
select is(pg_temp.locked(:'dora_1', test.slot(2, 2)), test.slot(2, 2), 'one that was booked in part is passed over');
select is(pg_temp.locked(:'dora_1'), null, 'if there is no other there is none');
rollback to unlocked;
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2') as other \gset
select is(pg_temp.locked(:'dora_1'), null, 'a visit of which somebody else has a further slot locked is left');
select is(
  (select count(*) from medbook.slots where id = :'dora_1' and xmax::text::bigint = txid_current()),
  0::bigint,
  'and its first slot is let go'
);

select * from finish();
rollback;
