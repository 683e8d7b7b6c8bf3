begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(59);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

select is(
  api.cancel_booking(:'ann', (select id from medbook.bookings where part_of = :'visit_id')) ->> 'error',
  'BOOKING_NOT_FOUND',
  'a further slot cannot be cancelled alone'
);
select api.cancel_booking(:'ann', :'visit_id') as answer \gset
select is(pg_temp.states(), 'free free free free', 'a visit frees all its slots');
select is_empty('select * from health.check_invariants()', 'and the copies agree');
rollback to visits;

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select :state as before \gset
select is(
  api.cancel_booking(:'ann', :'held', repeat('x', 501)) ->> 'error',
  'INVALID_INPUT',
  'a reason of 501 characters is refused'
);
select is(
  api.cancel_booking(:'ann', :'held', repeat('x', 501)) #>> '{errors,0,pointer}',
  '#/reason',
  'a reason that is too long is pointed at'
);
select is(
  api.cancel_booking(:'ann', :'dora_none', repeat('x', 501)) ->> 'error',
  'INVALID_INPUT',
  'bad input comes before not found'
);
select is(
  api.cancel_booking(:'ann', :'dora_none'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
select is(api.cancel_booking(:'ann', :'nobody') ->> 'error', 'BOOKING_NOT_FOUND', 'an id of no doctor is not found');
select is(api.cancel_booking(:'ann', :'dora_1') ->> 'error', 'BOOKING_NOT_FOUND', 'a slot''s id is not a booking''s');
select is(api.cancel_booking(:'ann', null) ->> 'error', 'BOOKING_NOT_FOUND', 'no booking is not found');
select is(
  api.cancel_booking(:'ben', :'held'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'somebody else''s booking is not found'
);
select is(api.cancel_booking(null, :'held') ->> 'error', 'BOOKING_NOT_FOUND', 'nobody has no booking');
select is(:audited, null, 'an attempt at an unknown object is not recorded');
select is(
  api.cancel_booking(:'gone', :'held'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user is refused'
);
select is(api.cancel_booking(:'gone', :'dora_none') ->> 'error', 'FORBIDDEN', 'not allowed comes before not found');
select is(
  api.cancel_booking(:'gone', :'held', repeat('x', 501)) ->> 'error',
  'INVALID_INPUT',
  'bad input comes before not allowed'
);
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'cancel booking', 'actor_id',
    :'gone', 'subject_id', null, 'outcome', 'FORBIDDEN', 'trace_id', null),
    jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'cancel booking', 'actor_id', :'gone', 'subject_id',
    null, 'outcome', 'FORBIDDEN', 'trace_id', null)),
  'a deactivated user''s attempt is recorded'
);
select is(:state, :'before', 'refusals change nothing');

-- A hold is cancelled, one microsecond before it would lapse.
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
update medbook.slots set changed = '3' where id = :'dora_1';
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
savepoint held;
select api.cancel_booking(:'ann', :'held', 'I feel better') as answer \gset
select is(jsonb_array_length(:history), 2, 'a cancellation is in the history, once');
select is(
  :history -> 1,
  jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:01:59.999999+00:00', 'actor_id', :'ann', 'from_status',
    'PENDING', 'to_status', 'CANCELLED', 'trace_id', 'trace-1'),
  'it names the actor and the time, and no reason'
);
select is(:'answer'::jsonb -> 'success', 'true', 'a hold can be cancelled until the last microsecond');
select is(:'answer'::jsonb, api.get_booking(:'ann', :'held'), 'the answer shows the booking as get_booking does');
select is(:'answer'::jsonb #>> '{booking,status}', 'CANCELLED', 'a cancelled booking is CANCELLED');
select is(
  :'answer'::jsonb #>> '{booking,cancelled_at}',
  '2030-01-07T08:01:59.999999+00:00',
  'the cancellation is dated'
);
select is(:'answer'::jsonb #> '{booking,expires_at}', 'null', 'a cancelled booking does not expire');
select is(:'answer'::jsonb #> '{booking,expires_in}', 'null', 'a cancelled booking has no seconds left');
select is(reason, 'I feel better', 'the reason is stored') from medbook.bookings where id = :'held';
select is(is_available, true, 'the slot is offered again at once') from medbook.slots where id = :'dora_1';
select is(held_until, null, 'the slot is not held') from medbook.slots where id = :'dora_1';
select is(
  changed,
  pg_current_xact_id(),
  'the slot names the transaction that changed it'
) from medbook.slots where id = :'dora_1';
select is_empty('select * from health.check_invariants()', 'the copies agree');

update test.clock set now = now + interval '1 hour';
select :state as before \gset
select is(
  api.cancel_booking(:'ann', :'held', 'another reason'),
  :'answer',
  'cancelling it again is answered with the same booking'
);
select is(:state, :'before', 'cancelling it again changes nothing, the reason included');
select is(
  api.cancel_booking(:'ben', :'held') ->> 'error',
  'BOOKING_NOT_FOUND',
  'somebody else''s cancelled booking is not found'
);
select is(booking.expire_bookings(), 0, 'a cancelled hold never lapses');

select api.book_slot(:'ben', :'dora_1') #>> '{booking,id}' as rebooked \gset
select is(
  api.get_booking(:'ben', :'rebooked') #>> '{booking,status}',
  'PENDING',
  'a cancelled slot can be booked by another'
);
select :state as before \gset
select is(
  api.cancel_booking(:'ann', :'held') -> 'success',
  'true',
  'cancelling it again succeeds when another has the slot'
);
select is(:state, :'before', 'cancelling it again takes nothing from the slot''s new owner');
select api.cancel_booking(:'ben', :'rebooked') as cancelled \gset
select api.book_slot(:'ann', :'dora_1') as answer \gset
select isnt(
  :'answer'::jsonb #>> '{booking,id}',
  :'held',
  'the same patient can book the slot again, with a new booking'
);
rollback to held;

-- A confirmed booking.
select api.confirm_booking(:'ann', :'held') as confirmed \gset
update test.clock set now = now + interval '1 hour';
select is(
  api.cancel_booking(:'ben', :'held') ->> 'error',
  'BOOKING_NOT_FOUND',
  'somebody else''s confirmed booking is not found'
);
select api.cancel_booking(:'ann', :'held') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'CANCELLED', 'a confirmed booking can be cancelled');
select isnt(:'answer'::jsonb #> '{booking,confirmed_at}', 'null', 'a cancelled booking shows that it was confirmed');
select is(is_available, true, 'its slot is offered again') from medbook.slots where id = :'dora_1';
select is(reason, null, 'a cancellation needs no reason') from medbook.bookings where id = :'held';
select is(
  from_status,
  'CONFIRMED',
  'its history says that it had been confirmed'
) from medbook.booking_history where booking_id = :'held' and to_status = 'CANCELLED';
rollback to held;
select is(
  api.cancel_booking(:'ann', :'held', repeat('ß', 500)) -> 'success',
  'true',
  'a reason may have 500 characters, whatever their bytes'
);
rollback to held;

-- A lapsed hold.
update test.clock set now = now + interval '1 microsecond';
savepoint lapsed;
select :state as before \gset
select is(
  api.cancel_booking(:'ann', :'held'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T08:02:00+00:00"}',
  'a hold cannot be cancelled from the instant it expires, swept or not'
);
select is(
  api.cancel_booking(:'ben', :'held') ->> 'error',
  'BOOKING_NOT_FOUND',
  'somebody else''s lapsed hold is not found'
);
select is(:state, :'before', 'cancelling a lapsed hold changes nothing');
select booking.expire_bookings() as swept \gset
select is(
  api.cancel_booking(:'ann', :'held'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T08:02:00+00:00"}',
  'the answer is the same after the sweep'
);
rollback to lapsed;
select api.book_slot(:'ben', :'dora_1') #>> '{booking,id}' as taken \gset
select is(api.cancel_booking(:'ann', :'held') ->> 'error', 'BOOKING_EXPIRED', 'a hold that was taken over has expired');
select is(api.get_booking(:'ben', :'taken') #>> '{booking,status}', 'PENDING', 'the new owner keeps the slot');
rollback to held;

-- A slot of a retired doctor is given back, but not offered.
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.cancel_booking(:'ann', :'held') -> 'success',
  'true',
  'a booking can be cancelled when the doctor has left'
);
select is(api.book_slot(:'ben', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'its slot cannot be booked');
select is_empty('select * from health.check_invariants()', 'the copies still agree');
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
  api.cancel_booking(:'ann', :'waiting'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the slot is refused'
);
select is(api.cancel_booking(:'ben', :'waiting') ->> 'error', 'BOOKING_NOT_FOUND', 'a stranger waits for nothing');
select is(:state, :'before', 'waiting in vain changes nothing');
select is(api.cancel_booking(:'ann', :'held') -> 'success', 'true', 'a lock on one slot does not refuse another');

select * from finish();
rollback;
