begin;
\ir ../names.psql
select plan(28);
\set now '2030-01-07 08:01:00.000001Z'

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ben', :'confirmed') as answer \gset
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as other \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as eves \gset
update medbook.slots set changed = '3';

select :state as before \gset
select :history as history_before \gset
select booking.cancel_bookings(:'dora', '{}', :'ann', null, :'now') as cancelled \gset
select booking.cancel_bookings(:'dora', array[:'dora_none']::uuid[], :'ann', null, :'now') as cancelled \gset
select booking.cancel_bookings(:'dora', array[:'eves']::uuid[], :'ann', null, :'now') as cancelled \gset
select is(:state, :'before', 'no bookings, unknown ones and those of another doctor change nothing');
select is(:history, :'history_before'::jsonb, 'and make no history');

select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select booking.cancel_bookings(
  :'dora',
  array[:'held', :'confirmed']::uuid[],
  :'chief',
  'the doctor is ill',
  :'now'
) as cancelled \gset
select is(status, 'CANCELLED', 'a hold is cancelled') from medbook.bookings where id = :'held';
select is(cancelled_at, :'now', 'the cancellation is dated') from medbook.bookings where id = :'held';
select is(expires_at, null, 'it does not expire any more') from medbook.bookings where id = :'held';
select is(reason, 'the doctor is ill', 'the reason is kept') from medbook.bookings where id = :'held';
select is(ended_by, 'CLINIC', 'by the clinic') from medbook.bookings where id = :'held';
select is(status, 'CANCELLED', 'a confirmed booking is cancelled') from medbook.bookings where id = :'confirmed';
select is(
  confirmed_at,
  '2030-01-07 08:00Z',
  'it shows that it had been confirmed'
) from medbook.bookings where id = :'confirmed';
select is(user_id, :'ben'::uuid, 'its patient stays the same') from medbook.bookings where id = :'confirmed';
select is(is_available, true, 'the slot of a hold is offered again') from medbook.slots where id = :'dora_1';
select is(held_until, null, 'and not held') from medbook.slots where id = :'dora_1';
select is(
  changed,
  pg_current_xact_id(),
  'and names the transaction that freed it'
) from medbook.slots where id = :'dora_1';
select is(is_available, true, 'so is the slot of a confirmed booking') from medbook.slots where id = :'dora_2';
select is(status, 'PENDING', 'other bookings stay') from medbook.bookings where id = :'other';
select is(changed, '3', 'their slots are not marked as changed') from medbook.slots where id = :'dora_3';
select is(
  jsonb_agg(to_jsonb(h) - '{doctor_id,login,changed,correction}'::text[]),
  jsonb_build_array(jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:01:00.000001+00:00', 'actor_id',
    :'chief', 'from_status', 'PENDING', 'to_status', 'CANCELLED', 'trace_id', 'trace-1')),
  'the history of the hold says who cancelled what it was, and when'
) from medbook.booking_history h where booking_id = :'held' and to_status = 'CANCELLED';
select is(
  from_status,
  'CONFIRMED',
  'the history of the confirmed booking says what it was'
) from medbook.booking_history where booking_id = :'confirmed' and to_status = 'CANCELLED';
select is(
  login || ' ' || (changed = pg_current_xact_id())::text,
  session_user || ' true',
  'it has the login and the transaction'
) from medbook.booking_history where booking_id = :'confirmed' and to_status = 'CANCELLED';
select is(
  count(*),
  jsonb_array_length(:'history_before'::jsonb)::bigint + 2,
  'nothing else is added'
) from medbook.booking_history;
select is_empty('select * from health.check_invariants()', 'the copies agree');

select booking.cancel_bookings(:'dora', array[:'other']::uuid[], null, null, :'now') as cancelled \gset
select is(status, 'CANCELLED', 'a DBA can cancel, without a reason') from medbook.bookings where id = :'other';
select is(ended_by, 'CLINIC', 'which is the clinic''s doing') from medbook.bookings where id = :'other';
select is(reason, null, 'then there is none') from medbook.bookings where id = :'other';
select is(
  actor_id,
  null,
  'and no actor'
) from medbook.booking_history where booking_id = :'other' and to_status = 'CANCELLED';
select api.book_slot(:'ann', :'dora_4') #>> '{booking,id}' as own \gset
savepoint own;
select booking.cancel_bookings(:'dora', array[:'own']::uuid[], :'ann', null, :'now') as cancelled \gset
select is(ended_by, 'PATIENT', 'a patient''s own is ended by the patient') from medbook.bookings where id = :'own';
rollback to own;
select booking.cancel_bookings(:'dora', array[:'own']::uuid[], :'ann', null, :'now', 'CLINIC') as cancelled \gset
select is(
  ended_by,
  'CLINIC',
  'also the clinic''s act, by somebody who is a patient too'
) from medbook.bookings where id = :'own';
select throws_ok(
  format('select booking.cancel_bookings(%L, array[%L]::uuid[], null, null, %L)', :'dora', :'other', :'now'),
  '23505',
  null,
  'the history stops a second cancellation: a booking is cancelled once'
);

select * from finish();
rollback;
