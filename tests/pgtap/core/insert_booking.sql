begin;
\ir ../names.psql
select plan(15);
\set now '2030-01-07 08:00:00.123456Z'

select core.insert_booking(:'ann', :'dora_1', :'now') as held \gset
select is(count(*), 1::bigint, 'there is one booking more') from medbook.bookings;
select is(doctor_id, :'dora'::uuid, 'the booking is the doctor''s') from medbook.bookings where id = :'held';
select is(slot_id, :'dora_1'::uuid, 'the booking is of the slot') from medbook.bookings where id = :'held';
select is(user_id, :'ann'::uuid, 'the booking is the user''s') from medbook.bookings where id = :'held';
select is(status, 'PENDING', 'the booking is a hold') from medbook.bookings where id = :'held';
select is(created_at, :'now', 'the booking is made at the given time') from medbook.bookings where id = :'held';
select is(expires_at, '2030-01-07 08:02:00.123456Z', 'the hold lasts two minutes, to the microsecond') from medbook.bookings where id = :'held';
select is(fee || currency, '9000EUR', 'the booking keeps the fee as it is') from medbook.bookings where id = :'held';
select is(medbook.doctor_of(:'held'), :'dora'::uuid, 'the booking''s id names the doctor');
select is(is_available, false, 'the slot no longer is available') from medbook.slots where id = :'dora_1';
select is(held_until, '2030-01-07 08:02:00.123456Z', 'the slot is held as long as the booking') from medbook.slots where id = :'dora_1';
select is(changed, pg_current_xact_id(), 'the slot names the transaction that changed it') from medbook.slots where id = :'dora_1';
select is_empty('select * from core.check_invariants()', 'the copies agree');

update medbook.settings set hold_duration = '5 minutes';
select core.insert_booking(:'ann', :'dora_2', :'now') as longer \gset
select is(expires_at, '2030-01-07 08:05:00.123456Z', 'the next call obeys a changed hold_duration') from medbook.bookings where id = :'longer';
select throws_ok(format('select core.insert_booking(%L, %L, %L)', :'ben', :'dora_1', :'now'), '23505', null, 'who calls it for a taken slot is stopped by the index');

select * from finish();
rollback;
