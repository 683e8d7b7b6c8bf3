begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(7);

update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where id = :'ben_waits';
update medbook.waitlist set service_id = :'hour' where id = :'ann_waits';
select pg_temp.free(1) as nobodys \gset
select is(:'nobodys', '{}'::text, 'one slot is not enough for an hour');
select ok(not booking.offer_visit(:'ann_waits', :'dora_1', :'dora_1', core.now()), 'so it is not offered');
savepoint waiting;
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT', service_id = null where id = :'ann_waits';
select ok(not booking.offer_visit(:'ann_waits', :'dora_1', :'dora_1', core.now()), 'nor to who has left');
rollback to waiting;
select is(pg_temp.free(2), '{"Ann 1","Ann 2"}', 'two are, as soon as the second is free');
select is(
  (select array_agg((visit_end, part_of is null, expires_at)::text order by slot_id) from medbook.bookings
    where status = 'PENDING'),
  array['("2030-01-08 10:00:00+00",t,"2030-01-07 08:15:02+00")', '(,f,"2030-01-07 08:15:02+00")'],
  'as one visit, for as long as the setting says'
);
select ok(not booking.offer_visit(:'ann_waits', :'dora_1', :'dora_1', core.now()), 'once');
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
