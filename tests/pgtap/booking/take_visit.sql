begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../other_session.psql
\ir ../kinds.psql
select plan(8);

create function pg_temp.take(p_user_id uuid, p_slot_id uuid) returns text language sql as $$
  select pg_temp.said(booking.take_visit(p_user_id, booking.for_service(pg_temp.offer(p_slot_id),
    '5e000000-0000-4000-8000-000000000001'), p_user_id, null, core.now()))
$$;
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2') as other \gset
select is(pg_temp.take(:'ann', :'dora_1'), 'SLOT_LOCKED 2', 'a slot that is locked is not waited for, and is named');
select pg_temp.unlock_elsewhere() as other \gset
select is(pg_temp.states(), 'free free free free', 'then none is held');
select is(pg_temp.take(:'ann', :'dora_1'), 'PENDING', 'a visit whose slots are free is held');
select is(pg_temp.states(), 'held held free free', 'all its slots are');
select is(pg_temp.take(:'ben', :'dora_2'), 'SLOT_UNAVAILABLE', 'nobody else can have one of them');
select is(pg_temp.take(:'ann', :'dora_3'), 'PENDING', 'the next visit follows at once');
update test.clock set now = '2030-01-07 08:02Z';
select is(pg_temp.take(:'ben', :'dora_2'), 'PENDING', 'lapsed holds are failed, of two visits at once');
select results_eq(
  'select part_of is null, status::text, count(*) from medbook.bookings group by 1, 2 order by 1, 2',
  $$values (false, 'FAILED', 1::bigint), (false, 'PENDING', 2), (true, 'FAILED', 1), (true, 'PENDING', 2)$$,
  'each slot has one live row');

select * from finish();
rollback;
