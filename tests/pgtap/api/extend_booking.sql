begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(27);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

update test.clock set now = now + interval '1 minute';
select is(api.extend_booking(:'ann', :'visit_id') ->> 'success', 'true', 'a visit is extended');
select is(array_agg(distinct expires_at), '{2030-01-07 08:03Z}', 'with all its slots')
  from medbook.bookings where :'visit_id' in (id, part_of);
select is_empty('select * from health.check_invariants()', 'and they say so');
rollback to visits;

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select :state as before \gset
select is(
  api.extend_booking(:'ann', :'dora_none'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
select is(api.extend_booking(:'ben', :'held') ->> 'error', 'BOOKING_NOT_FOUND', 'somebody else''s is not found');
select is(api.extend_booking(null, :'held') ->> 'error', 'BOOKING_NOT_FOUND', 'nobody has no booking');
select is(api.extend_booking(:'gone', :'held') ->> 'error', 'FORBIDDEN', 'a deactivated user is refused');
select is(:state, :'before', 'refusals change nothing');

savepoint held;
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select api.extend_booking(:'ann', :'held') as answer \gset
select is(:'answer'::jsonb, api.get_booking(:'ann', :'held'), 'the answer shows the booking as get_booking does');
select is(
  :'answer'::jsonb #>> '{booking,expires_at}',
  '2030-01-07T08:03:59.999999+00:00',
  'until its last microsecond a hold gets its full time once more'
);
select is(:'answer'::jsonb #> '{booking,expires_in}', '120', 'which is counted');
select is(
  :'answer'::jsonb #>> '{booking,extendable_until}',
  '2030-01-07T08:20:00+00:00',
  'the end of all extensions stays'
);
select is(:audited ->> 1, null, 'a patient''s own is not recorded');
select is_empty('select * from health.check_invariants()', 'the copies agree');
select is(
  changed,
  pg_current_xact_id(),
  'the slot names the transaction that changed it'
) from medbook.slots where id = :'dora_1';
update test.clock set now = '2030-01-07 08:03:00Z';
select is(
  api.book_slot(:'ben', :'dora_1'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "held_until": "2030-01-07T08:03:59.999999+00:00"}',
  'nobody can book it meanwhile'
);
select is(booking.expire_bookings(), 0, 'the sweep leaves it');
select is(api.confirm_booking(:'ann', :'held') -> 'success', 'true', 'it can be confirmed later than it could before');
select is(
  api.extend_booking(:'ann', :'held'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CONFIRMED"}',
  'an appointment needs no extension'
);
rollback to held;

select is(api.extend_booking(:'chief', :'held') -> 'success', 'true', 'an administrator extends it for a patient');
select is(:audited -> 0 ->> 'action', 'extend booking', 'which is recorded');
rollback to held;

update medbook.settings set max_hold = '2 minutes';
select is(
  api.extend_booking(:'ann', :'held'),
  '{"success": false, "error": "HOLD_LIMIT_REACHED", "expires_at": "2030-01-07T08:02:00+00:00"}',
  'a hold that lasts as long as it may is not extended'
);
rollback to held;

update test.clock set now = now + interval '2 minutes';
select is(
  api.extend_booking(:'ann', :'held'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T08:02:00+00:00"}',
  'a hold that has lapsed is gone, swept or not'
);
rollback to held;

select api.cancel_booking(:'ann', :'held') as cancelled \gset
select is(api.extend_booking(:'ann', :'held') ->> 'error', 'INVALID_STATUS', 'a cancelled one is not extended');
rollback to held;

-- Somebody else has locked the slot. The booking is written directly: booking it would lock the slot here.
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at)
select doctor_id, core.new_id(doctor_id), :'dora_2', user_id, status, fee, currency, created_at,
  expires_at from medbook.bookings
returning id as waiting \gset
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2') as other \gset
set local lock_timeout = '1ms';
select is(
  api.extend_booking(:'ann', :'waiting'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the slot is refused'
);
select is(api.extend_booking(:'ben', :'waiting') ->> 'error', 'BOOKING_NOT_FOUND', 'a stranger waits for nothing');
select is(api.extend_booking(:'ann', :'held') -> 'success', 'true', 'a lock on one slot does not refuse another');

select * from finish();
rollback;
