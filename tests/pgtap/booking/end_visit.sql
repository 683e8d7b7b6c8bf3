begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(46);

select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
select pg_temp.appointment(:'ann', :'dora_3') as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
savepoint booked;

-- Refusals in their order.
select :state as before \gset
select is(
  booking.end_visit(:'ann', :'booked', 'COMPLETED'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not say that they came'
);
select is(
  booking.end_visit(:'ann', :'dora_none', 'NO_SHOW') ->> 'error',
  'FORBIDDEN',
  'not allowed comes before not found'
);
select is(
  booking.end_visit(:'gone', :'booked', 'NO_SHOW') ->> 'error',
  'FORBIDDEN',
  'nor does a deactivated administrator'
);
select is(booking.end_visit(null, :'booked', 'NO_SHOW') ->> 'error', 'FORBIDDEN', 'nor nobody');
select is(
  pg_temp.audited(),
  '{Ann: mark booking COMPLETED: FORBIDDEN,Ann: mark booking NO_SHOW: FORBIDDEN,Gone: mark booking NO_SHOW: FORBIDDEN,
    DBA: mark booking NO_SHOW: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  booking.end_visit(:'chief', :'dora_none', 'COMPLETED'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
select is(
  booking.end_visit(:'chief', :'dora_1', 'COMPLETED') ->> 'error',
  'BOOKING_NOT_FOUND',
  'a slot''s id is not a booking''s'
);
select is(booking.end_visit(:'chief', null, 'COMPLETED') ->> 'error', 'BOOKING_NOT_FOUND', 'no booking is not found');
select is(
  booking.end_visit(:'chief', :'booked', 'COMPLETED'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CONFIRMED",
    "start_time": "2030-01-08T09:00:00+00:00"}',
  'a visit that has not begun has no outcome'
);
select is(booking.end_visit(:'chief', :'held', 'COMPLETED') ->> 'booking_status', 'PENDING', 'nor has a hold');
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  booking.end_visit(:'chief', :'booked', 'COMPLETED') ->> 'error',
  'INVALID_STATUS',
  'a visit has not begun until the last microsecond'
);
select is(
  booking.end_visit(:'chief', :'held', 'COMPLETED') ->> 'booking_status',
  'FAILED',
  'a hold that lapsed has no outcome'
);
update test.clock set now = '2030-01-09Z';
select is(booking.end_visit(:'chief', :'held', 'NO_SHOW') ->> 'error', 'INVALID_STATUS', 'also not when it is over');
select is(
  booking.end_visit(:'chief', :'cancelled', 'NO_SHOW'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CANCELLED",
    "start_time": "2030-01-08T10:00:00+00:00"}',
  'a cancelled booking cannot be missed'
);
select is(:state, :'before', 'refusals change nothing');
select is(cardinality(pg_temp.audited()), 4, 'those of administrators are not recorded');

-- A visit took place.
update test.clock set now = '2030-01-08 09:00Z';
savepoint begun;
select booking.end_visit(:'chief', :'booked', 'COMPLETED') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'COMPLETED', 'from its beginning on a visit may be over');
select is(:'answer'::jsonb, api.get_booking(:'ann', :'booked'), 'the answer shows the booking as get_booking does');
select is(
  pg_temp.history(:'booked'),
  '{Ann: PENDING,Ann: PENDING > CONFIRMED,Chief: CONFIRMED > COMPLETED}',
  'the history names the actor'
);
select is((pg_temp.audited())[5], 'Chief: mark booking COMPLETED (Ann)', 'the audit names the patient');
select is(
  confirmed_at,
  '2030-01-07 08:00Z',
  'it still shows when it was confirmed'
) from medbook.bookings where id = :'booked';
select is(pg_temp.state(:'dora_1'), 'booked', 'its slot is nobody else''s');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select :state as after \gset
select is(booking.end_visit(:'chief', :'booked', 'COMPLETED'), :'answer', 'saying it again is answered the same');
select is(:state, :'after', 'and changes nothing');
select is(cardinality(pg_temp.audited()), 5, 'nor is it recorded again');
select is(
  api.cancel_booking(:'ann', :'booked'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "COMPLETED"}',
  'a finished visit cannot be cancelled'
);
select is(api.confirm_booking(:'ann', :'booked') ->> 'error', 'INVALID_STATUS', 'nor confirmed');
select is(api.reschedule_booking(:'ann', :'booked', :'dora_4') ->> 'error', 'INVALID_STATUS', 'nor moved');
select is(:state, :'after', 'and is what it is');
rollback to begun;

-- It was missed.
select is(booking.end_visit(:'chief', :'booked', 'NO_SHOW') #>> '{booking,status}', 'NO_SHOW', 'a visit may be missed');
select is((pg_temp.history(:'booked'))[3], 'Chief: CONFIRMED > NO_SHOW', 'the history has it');
select is(booking.end_visit(:'chief', :'booked', 'NO_SHOW') -> 'success', 'true', 'saying it again succeeds');
savepoint missed;
select is(
  booking.end_visit(:'chief', :'booked', 'COMPLETED') #>> '{booking,status}',
  'COMPLETED',
  'the opposite corrects it'
);
select is(
  booking.end_visit(:'chief', :'booked', 'CONFIRMED') #>> '{booking,status}',
  'CONFIRMED',
  'and can be taken back'
);
select is(booking.end_visit(:'chief', :'booked', 'CONFIRMED') -> 'success', 'true', 'taking it back again succeeds');
select is(
  booking.end_visit(:'chief', :'booked', 'NO_SHOW') #>> '{booking,status}',
  'NO_SHOW',
  'then the visit has an outcome again'
);
select results_eq(
  format($$select to_status::text, correction from medbook.booking_history where booking_id = %L and at > '2030-01-08Z'
    order by correction, to_status$$, :'booked'),
  $$values ('NO_SHOW', 0), ('COMPLETED', 1), ('CONFIRMED', 2), ('NO_SHOW', 2)$$,
  'the history has every change in its order, and none for the repeated one'
);
select is(
  (pg_temp.audited())[6:],
  '{Chief: mark booking COMPLETED (Ann),Chief: mark booking CONFIRMED (Ann),Chief: mark booking NO_SHOW (Ann)}',
  'so has the audit'
);
select is(booking.end_visit(:'chief', :'held', 'CONFIRMED') ->> 'error', 'INVALID_STATUS', 'a lapsed hold is none');
select is(
  booking.end_visit(:'chief', :'cancelled', 'CONFIRMED') ->> 'booking_status',
  'CANCELLED',
  'nor is a cancelled booking taken back'
);
select pg_temp.slot(:'eve', 21, '2030-01-08 09:20Z') as later \gset
select pg_temp.appointment(:'ann', :'later') as other \gset
select is(
  booking.end_visit(:'chief', :'booked', 'CONFIRMED'),
  jsonb_build_object('success', false, 'error', 'OVERLAPPING_BOOKING', 'booking_id', :'other'),
  'a visit is not taken back when the patient has booked another one for its time'
);
select is(
  booking.end_visit(:'chief', :'booked', 'COMPLETED') -> 'success',
  'true',
  'but its outcome can be corrected'
);
rollback to missed;
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');
rollback to booked;

-- Somebody else has locked the slot. The booking is written directly: booking it would lock the slot here.
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
select doctor_id, core.new_id(doctor_id), :'dora_past', user_id, 'CONFIRMED', fee, currency, created_at,
  confirmed_at from medbook.bookings where id = :'booked'
returning id as waiting \gset
select pg_temp.lock_elsewhere('medbook.slots', :'dora_past') as other \gset
set local lock_timeout = '1ms';
select is(
  booking.end_visit(:'chief', :'waiting', 'COMPLETED'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the slot is refused'
);
select is(status, 'CONFIRMED', 'which changes nothing') from medbook.bookings where id = :'waiting';

select * from finish();
rollback;
