begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../kinds.psql
select plan(6);

create function pg_temp.refused(p_slot_id uuid, p_own_ids uuid[] default '{}') returns text language sql as $$
  select pg_temp.said(booking.refuse_visit(
    booking.for_service(pg_temp.offer(p_slot_id), '5e000000-0000-4000-8000-000000000001'), p_own_ids, core.now()))
$$;
select is(pg_temp.refused(:'dora_1'), null, 'a visit whose slots are free is not refused');
select is(pg_temp.refused(:'dora_4'), 'SERVICE_NOT_OFFERED', 'one with too little time is');
select api.book_slot(:'ben', :'dora_2') as taken \gset
select is(pg_temp.refused(:'dora_1'), 'SLOT_UNAVAILABLE 2', 'one whose further slot is taken is told which');
select is(pg_temp.refused(:'dora_1', array[:'dora_2']::uuid[]), null, 'unless it is the visit''s own');
update test.clock set now = '2030-01-07 08:02Z';
select is(pg_temp.refused(:'dora_1'), null, 'or its hold has lapsed');
update medbook.slots set service_ids = array[:'short']::uuid[] where id = :'dora_2';
select is(pg_temp.refused(:'dora_1'), 'SERVICE_NOT_OFFERED', 'a further slot may be for other kinds');

select * from finish();
rollback;
