begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(4);

-- Free, but nobody was offered them.
update medbook.slots set is_available = true where doctor_id = :'dora' and id in (:'dora_1', :'dora_2', :'dora_past');
delete from medbook.bookings where slot_id in (:'dora_1', :'dora_2');
update medbook.waitlist set earliest = '10:30' where id = :'ann_waits';
update medbook.settings set booking_horizon = '6 hours';
select booking.offer_open_slots(:'dora', core.now());
select is(pg_temp.offers(), '{"Ben 1","Ann 2"}', 'what comes into the window within a day is offered');
select booking.offer_open_slots(:'dora', core.now());
select is(pg_temp.offers(), '{"Ben 1","Ann 2"}', 'once');
select booking.offer_open_slots(:'eve', core.now());
select is(pg_temp.offers(), '{"Ben 1","Ann 2"}', 'nobody waits for another doctor');
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
