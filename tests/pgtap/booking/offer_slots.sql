begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(11);

update medbook.waitlist set priority = 1 where id = :'ben_waits';
select is(pg_temp.free(1), '{"Ben 1"}', 'a higher priority comes first');
select is(user_id, :'ben'::uuid, 'to the slot a patient has it') from medbook.bookings where status = 'PENDING';
select is(
  to_jsonb(s) - '{doctor_id,id,start_time,end_time,changed,guarded_end}'::text[],
  '{"is_available": false, "held_until": "2030-01-07T08:15:02+00:00", "closed_at": null,
    "close_cause": null, "service_ids": null}',
  'which is held'
) from medbook.slots s where id = :'dora_1';
select is(actor_id, null, 'nobody did it') from medbook.booking_history order by at desc, to_status limit 1;
update medbook.users set is_active = false where id = :'ann';
select is(pg_temp.free(2), '{"Ben 1"}', 'a deactivated user is offered nothing');
update medbook.users set is_active = true where id = :'ann';
update medbook.settings set min_notice = '2 days';
select is(pg_temp.free(3), '{"Ben 1"}', 'nor is a slot that cannot be booked');
update medbook.settings set min_notice = '0';
savepoint before;
update medbook.settings set booking_horizon = '6 hours';
select booking.offer_slots(:'dora', array[:'dora_3']::uuid[], core.now());
select is(pg_temp.offers(), '{"Ben 1","Ann 3"}', 'one that comes into the window within a day is');
rollback to before;
select booking.offer_slots(:'dora', array[:'dora_2', :'dora_3', :'dora_past', :'eve_1']::uuid[], core.now());
select is(pg_temp.offers(), '{"Ben 1","Ann 2"}', 'of several the soonest goes first');
update test.clock set now = now + interval '15 minutes';
select is(booking.expire_bookings(), 2, 'offers lapse');
select is(pg_temp.offers(), '{"Ann 1","Ben 2"}', 'and go to the next');
select booking.offer_slots(:'dora', null, core.now());
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
