begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(6);

\ir ../offer.psql
savepoint before;
insert into medbook.waitlist (user_id, doctor_id, priority, created_at)
select :'gone', :'dora', 1, core.now() from generate_series(1, 30);
select is(pg_temp.free(1), '{"Ann 1"}', 'many who cannot have it are not in the way');
rollback to before;
update medbook.waitlist set service_id = :'hour' where id = :'ann_waits';
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where id = :'ben_waits';
update medbook.slots set is_available = true where id in (:'dora_1', :'dora_3');
delete from medbook.bookings where slot_id in (:'dora_1', :'dora_3');
select is(pg_temp.free(2), '{"Ann 1","Ann 2"}', 'of the visits that the slot makes possible the soonest is offered');
rollback to before;
select is(pg_temp.free(1), '{"Ann 1"}', 'who came first is first');
select is(pg_temp.free(2), '{"Ann 1","Ben 2"}', 'and who has an offer is passed over');
select booking.cancel_bookings(:'dora', array_agg(id), null, null, core.now())
  from medbook.bookings where status = 'PENDING';
select is(pg_temp.offers(), '{"Ben 1","Ann 2"}', 'who declines gets the next slot, but not that one again');
select booking.offer_slot(pg_temp.offer(:'dora_1'), core.now()) as offered \gset
select is(pg_temp.offers(), '{"Ben 1","Ann 2"}', 'a slot that is taken is not offered');

select * from finish();
rollback;
