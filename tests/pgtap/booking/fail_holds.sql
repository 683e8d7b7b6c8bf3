begin;
\ir ../names.psql
select plan(20);
\set now '2030-01-07 08:02:00Z'

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held_1 \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as held_2 \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as held_eve \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ben', :'confirmed') as answer \gset
select :state as before \gset
select :history as history_before \gset

select is(booking.fail_holds(:'dora', '{}', :'now'), 0, 'no slots have no holds');
select is(booking.fail_holds(:'dora', null, :'now'), 0, 'nor do unknown ones');
select is(
  booking.fail_holds(:'dora', array[:'dora_3', :'dora_4', :'dora_closed', :'dora_none']::uuid[], :'now'),
  0,
  'booked, free and closed slots have no hold'
);
select is(booking.fail_holds(:'eve', array[:'dora_1']::uuid[], :'now'), 0, 'slots of another doctor are left alone');
select is(:state, :'before', 'without such holds nothing is changed');
select is(:history, :'history_before'::jsonb, 'and makes no history');

select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select to_jsonb(s) as slot_before from medbook.slots s where id = :'dora_1' \gset
select is(
  booking.fail_holds(:'dora', array[:'dora_1', :'dora_3', :'dora_4']::uuid[], :'now'),
  1,
  'among many slots those with a hold are picked'
);
select is(status, 'FAILED', 'the hold has failed') from medbook.bookings where id = :'held_1';
select is(ended_by, 'EXPIRY', 'nobody ended it') from medbook.bookings where id = :'held_1';
select is(expires_at, :'now', 'it keeps the time at which it lapsed') from medbook.bookings where id = :'held_1';
select is(
  to_jsonb(s),
  :'slot_before'::jsonb,
  'the caller changes the state of its slot'
) from medbook.slots s where id = :'dora_1';
select is(
  jsonb_agg(to_jsonb(h) - '{doctor_id,login,changed,correction}'::text[]),
  jsonb_build_array(jsonb_build_object('booking_id', :'held_1', 'at', '2030-01-07T08:02:00+00:00', 'actor_id', null,
    'from_status', 'PENDING', 'to_status', 'FAILED', 'trace_id', 'trace-1')),
  'its history says when that was found, and that nobody did it: time did'
) from medbook.booking_history h where to_status = 'FAILED';
select is(
  login || ' ' || (changed = pg_current_xact_id())::text,
  session_user || ' true',
  'it has the login and the transaction'
) from medbook.booking_history where to_status = 'FAILED';
select is(booking.fail_holds(:'dora', array[:'dora_1']::uuid[], :'now'), 0, 'a hold fails once');
select is(status, 'PENDING', 'holds on other slots are left alone') from medbook.bookings where id = :'held_2';
select is(status, 'CONFIRMED', 'a confirmed booking never fails') from medbook.bookings where id = :'confirmed';
select is(
  status,
  'CANCELLED',
  'an earlier booking of the slot stays what it was'
) from medbook.bookings where id = :'cancelled';
select is(booking.fail_holds(:'eve', array[:'eve_1']::uuid[], :'now'), 1, 'every doctor has their own');
select is(
  booking.fail_holds(:'dora', array[:'dora_1', :'dora_2']::uuid[], :'now'),
  1,
  'the remaining one is failed then'
);
select is(
  count(*),
  jsonb_array_length(:'history_before'::jsonb)::bigint + 3,
  'every failure is in a history, and nothing else is added'
) from medbook.booking_history;

select * from finish();
rollback;
