begin;
\ir ../names.psql
\ir ../visit.psql
select plan(2);

-- A row that this transaction has changed, and then locked, says so in xmax.
create function pg_temp.locked() returns uuid[] language sql as $$
  select array_agg(id order by id) from medbook.slots where xmax::text = pg_current_xact_id()::xid::text
$$;
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit \gset
select booking.lock_slots_of(:'ben', :'visit') as locked \gset
select is(pg_temp.locked(), null, 'somebody else''s booking is not locked');
select booking.lock_slots_of(:'ann', :'visit') as locked \gset
select is(pg_temp.locked(), array[:'dora_1', :'dora_2']::uuid[], 'all slots of one''s own visit are');

select * from finish();
rollback;
