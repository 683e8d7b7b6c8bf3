begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(61);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

select is(pg_temp.rows_of(:'visit_id'), '{1: CONFIRMED,2: CONFIRMED}', 'a visit is confirmed with all its slots');
select is(
  api.confirm_booking(:'ann', (select id from medbook.bookings where part_of = :'visit_id')) ->> 'error',
  'BOOKING_NOT_FOUND',
  'a further slot is no booking'
);
select is_empty('select * from health.check_invariants()', 'the slots say so');
select api.book_slot(:'ben', :'dora_3', :'long') #>> '{booking,id}' as lapsed \gset
update test.clock set now = now + interval '2 minutes';
select is(
  pg_temp.rows_of((api.confirm_booking(:'ben', :'lapsed', true) ->> 'created')::uuid),
  '{3: CONFIRMED,4: CONFIRMED}',
  'one that has lapsed is made anew as the same kind of visit'
);
rollback to visits;

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select :state as before \gset
select is(
  api.confirm_booking(:'ann', :'dora_none'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
select is(api.confirm_booking(:'ann', :'nobody') ->> 'error', 'BOOKING_NOT_FOUND', 'an id of no doctor is not found');
select is(api.confirm_booking(:'ann', :'dora_1') ->> 'error', 'BOOKING_NOT_FOUND', 'a slot''s id is not a booking''s');
select is(api.confirm_booking(:'ann', null) ->> 'error', 'BOOKING_NOT_FOUND', 'no booking is not found');
select is(
  api.confirm_booking(:'ben', :'held'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'somebody else''s booking is not found'
);
select is(api.confirm_booking(null, :'held') ->> 'error', 'BOOKING_NOT_FOUND', 'nobody has no booking');
select is(:audited, null, 'an attempt at an unknown object is not recorded');
select is(
  api.confirm_booking(:'gone', :'held'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user is refused'
);
select is(api.confirm_booking(:'gone', :'dora_none') ->> 'error', 'FORBIDDEN', 'not allowed comes before not found');
select is(
  :audited -> 0,
  jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'confirm booking', 'actor_id', :'gone', 'subject_id',
    null, 'outcome', 'FORBIDDEN', 'trace_id', null),
  'a deactivated user''s attempt is recorded'
);
select is(:state, :'before', 'refusals change nothing');

savepoint administrator;
select is(
  api.confirm_booking(:'chief', :'held') #>> '{booking,status}',
  'CONFIRMED',
  'an administrator confirms for a patient'
);
select is(:audited -> 0 ->> 'action', 'confirm booking', 'which is recorded');
select is(:history -> 1 ->> 'actor_id', :'chief', 'the history names the actor');
rollback to administrator;

-- One microsecond before the end, and at the end.
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
update medbook.slots set changed = '3' where id = :'dora_1';
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
savepoint held;
select api.confirm_booking(:'ann', :'held') as answer \gset
select is(jsonb_array_length(:history), 2, 'a confirmation is in the history, once');
select is(
  :history -> 1,
  jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:01:59.999999+00:00', 'actor_id', :'ann', 'from_status',
    'PENDING', 'to_status', 'CONFIRMED', 'trace_id', 'trace-1'),
  'it names the actor and the time'
);
select is(:'answer'::jsonb -> 'success', 'true', 'a hold can be confirmed until the last microsecond');
select is(:'answer'::jsonb, api.get_booking(:'ann', :'held'), 'the answer shows the booking as get_booking does');
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'a confirmed booking is CONFIRMED');
select is(
  :'answer'::jsonb #>> '{booking,confirmed_at}',
  '2030-01-07T08:01:59.999999+00:00',
  'the confirmation is dated'
);
select is(:'answer'::jsonb #> '{booking,expires_at}', 'null', 'a confirmed booking does not expire');
select is(:'answer'::jsonb #> '{booking,expires_in}', 'null', 'a confirmed booking has no seconds left');
select is(is_available, false, 'the slot stays taken') from medbook.slots where id = :'dora_1';
select is(held_until, null, 'the slot is no longer only held') from medbook.slots where id = :'dora_1';
select is(
  changed,
  pg_current_xact_id(),
  'the slot names the transaction that changed it'
) from medbook.slots where id = :'dora_1';
select is_empty('select * from health.check_invariants()', 'the copies agree');

update test.clock set now = now + interval '1 hour';
select :state as before \gset
select is(api.confirm_booking(:'ann', :'held'), :'answer', 'confirming it again is answered with the same booking');
select is(:state, :'before', 'confirming it again changes nothing');
select is(booking.expire_bookings(), 0, 'a confirmed booking never lapses');
select is(api.book_slot(:'ben', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'a confirmed slot is taken');
update test.clock set now = '2030-02-01Z';
select is(api.confirm_booking(:'ann', :'held') -> 'success', 'true', 'confirming it again succeeds however late');
rollback to held;

update test.clock set now = now + interval '1 microsecond';
savepoint lapsed;
select :state as before \gset
select is(
  api.confirm_booking(:'ann', :'held'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T08:02:00+00:00"}',
  'a hold cannot be confirmed from the instant it expires, swept or not'
);
select is(
  api.confirm_booking(:'ben', :'held') ->> 'error',
  'BOOKING_NOT_FOUND',
  'somebody else''s lapsed hold is not found'
);
select is(:state, :'before', 'confirming a lapsed hold changes nothing');
select booking.expire_bookings() as swept \gset
select is(
  api.confirm_booking(:'ann', :'held'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T08:02:00+00:00"}',
  'the answer is the same after the sweep'
);
rollback to lapsed;
select api.book_slot(:'ben', :'dora_1') #>> '{booking,id}' as taken \gset
select is(
  api.confirm_booking(:'ann', :'held') ->> 'error',
  'BOOKING_EXPIRED',
  'a hold that was taken over has expired'
);
select is(
  api.confirm_booking(:'ann', :'taken') ->> 'error',
  'BOOKING_NOT_FOUND',
  'the new owner''s booking is not found'
);
select is(api.confirm_booking(:'ben', :'taken') -> 'success', 'true', 'the new owner can confirm');
rollback to held;

select api.cancel_booking(:'ann', :'held') as cancelled \gset
select :state as before \gset
select is(
  api.confirm_booking(:'ann', :'held'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CANCELLED"}',
  'a cancelled booking cannot be confirmed'
);
select is(:state, :'before', 'confirming a cancelled booking changes nothing');
update medbook.users set is_active = false where id = :'ann';
select is(api.confirm_booking(:'ann', :'held') ->> 'error', 'FORBIDDEN', 'not allowed comes before the status');
update medbook.users set is_active = true where id = :'ann';
update test.clock set now = now + interval '1 day';
select is(
  api.confirm_booking(:'ann', :'held') ->> 'error',
  'INVALID_STATUS',
  'a cancelled hold does not expire any more'
);
rollback to held;

update test.clock set now = now + interval '2 minutes';
select :state as before \gset
select is(
  api.confirm_booking(:'ann', :'held', p_if_still_free => false) ->> 'error',
  'BOOKING_EXPIRED',
  'a lapsed hold is not taken again unless that is asked for'
);
select is(
  api.confirm_booking(:'ben', :'held', p_if_still_free => true) ->> 'error',
  'BOOKING_NOT_FOUND',
  'by nobody but its patient'
);
select is(:state, :'before', 'which changes nothing');
savepoint lapsed;
select api.confirm_booking(:'ann', :'held', p_if_still_free => true) as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'a slot that is still free is booked anew');
select is(
  :'answer'::jsonb ->> 'created',
  :'answer'::jsonb #>> '{booking,id}',
  'by a new booking'
);
select is(
  api.confirm_booking(:'ann', :'held', p_if_still_free => true),
  :'answer'::jsonb - 'created',
  'a repeated call changes nothing'
);
rollback to lapsed;
select booking.expire_bookings() as swept \gset
select is(
  api.confirm_booking(:'ann', :'held', p_if_still_free => true) -> 'success',
  'true',
  'the answer is the same after the sweep'
);
rollback to lapsed;
select api.book_slot(:'ben', :'dora_1') as taken \gset
select is(
  api.confirm_booking(:'ann', :'held', p_if_still_free => true) ->> 'error',
  'SLOT_UNAVAILABLE',
  'a slot that somebody else has is refused'
);
rollback to lapsed;
rollback to held;
select is(
  api.confirm_booking(:'ann', :'held', p_if_still_free => true) #>> '{booking,id}',
  :'held',
  'a hold that lives is confirmed as ever'
);
rollback to held;

-- The patient keeps the time that the hold promised, whatever happens to the doctor or the start.
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.confirm_booking(:'ann', :'held') -> 'success',
  'true',
  'a hold can be confirmed when the doctor has left meanwhile'
);
rollback to held;
update test.clock set now = '2030-01-08 08:59:00Z';
select api.book_slot(:'ben', :'dora_1') #>> '{booking,id}' as late \gset
update test.clock set now = now + interval '119 seconds';
select is(
  api.confirm_booking(:'ben', :'late') -> 'success',
  'true',
  'a hold from before the start can be confirmed until it expires'
);
rollback to held;

-- Somebody else has locked the slot. The booking is written directly: booking it would lock the slot here.
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at)
select doctor_id, core.new_id(doctor_id), :'dora_2', user_id, status, fee, currency, created_at,
  expires_at from medbook.bookings
returning id as waiting \gset
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2') as other \gset
set local lock_timeout = '1ms';
select :state as before \gset
select is(
  api.confirm_booking(:'ann', :'waiting'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the slot is refused'
);
select is(api.confirm_booking(:'ben', :'waiting') ->> 'error', 'BOOKING_NOT_FOUND', 'a stranger waits for nothing');
select is(:state, :'before', 'waiting in vain changes nothing');
select is(api.confirm_booking(:'ann', :'held') -> 'success', 'true', 'a lock on one slot does not refuse another');

select * from finish();
rollback;
