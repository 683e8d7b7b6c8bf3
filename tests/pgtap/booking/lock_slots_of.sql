begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../kinds.psql
select plan(1);

-- That one's own booking is locked, and that it waits, is shown in tests/isolation. Whoever locks a row writes to its
-- xmax.
create function pg_temp.locks() returns text[] language sql as $$
  select array_agg(xmax::text order by id) from medbook.slots where id in (test.slot(1), test.slot(2))
$$;
select booking.insert_booking(
  :'ann', booking.for_service(pg_temp.offer(:'dora_1'), :'long'), '2030-01-07 08:00Z', '2030-01-07 08:02Z', null)
  as visit \gset
select pg_temp.locks() as before \gset
select booking.lock_slots_of(:'ben', :'visit') as locked \gset
select is(pg_temp.locks(), :'before', 'somebody else''s booking is not locked');

select * from finish();
rollback;
