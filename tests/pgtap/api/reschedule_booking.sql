begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(87);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

select api.reschedule_booking(:'ann', :'visit_id', :'dora_2') as answer \gset
select :'answer'::jsonb ->> 'created' as later \gset
select is(pg_temp.rows_of(:'later'), '{2: CONFIRMED,3: CONFIRMED}', 'a visit moves onto slots of its own');
select is(pg_temp.states(), 'free booked booked free', 'only what it no longer has is free');
select is(pg_temp.rows_of(:'visit_id'), '{1: CANCELLED,2: CANCELLED}', 'the old one has ended');
select is_empty('select * from health.check_invariants()', 'the copies agree');
select api.reschedule_booking(:'ann', :'later', :'dora_1') ->> 'created' as earlier \gset
select is(pg_temp.rows_of(:'earlier'), '{1: CONFIRMED,2: CONFIRMED}', 'also to an earlier time');
select is(service_name, 'First visit', 'it stays of its kind') from medbook.bookings where id = :'earlier';
select is(
  api.reschedule_booking(:'ann', :'earlier', :'dora_4') ->> 'error',
  'SERVICE_NOT_OFFERED',
  'it moves nowhere where the time does not suffice'
);
select api.book_slot(:'ben', :'dora_3') as answer \gset
select is(
  api.reschedule_booking(:'ann', :'earlier', :'dora_2') ->> 'slot_id',
  :'dora_3',
  'nor onto somebody else''s slot'
);
select is_empty('select * from health.check_invariants()', 'a refusal changes nothing');
rollback to visits;

-- Somebody else is booking Eve's slot.
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
savepoint waiting;
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
set local lock_timeout = '1ms';
select :state as before \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'eve_1'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the new slot is refused'
);
select is(
  api.reschedule_booking(:'ben', :'booked', :'eve_1') ->> 'error',
  'BOOKING_NOT_FOUND',
  'a stranger waits for nothing'
);
select is(:state, :'before', 'waiting in vain changes nothing');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Ann's appointment at 9:00 of the 8th, and her hold at 9:30.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
savepoint booked;

-- Refusals in their order, none of which changes anything.
select :state as before \gset
select is(
  api.reschedule_booking(:'gone', :'booked', :'dora_3'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user moves nothing'
);
select is(
  api.reschedule_booking(:'gone', :'dora_none', :'dora_none') ->> 'error',
  'FORBIDDEN',
  'not allowed comes first'
);
select is(
  pg_temp.audited(),
  '{Gone: reschedule booking: FORBIDDEN,Gone: reschedule booking: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.reschedule_booking(:'ben', :'booked', :'dora_3'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'somebody else''s booking is not found'
);
select is(
  api.reschedule_booking(:'ann', :'dora_none', :'dora_3') ->> 'error',
  'BOOKING_NOT_FOUND',
  'an unknown one is not'
);
select is(
  api.reschedule_booking(:'ann', :'dora_1', :'dora_3') ->> 'error',
  'BOOKING_NOT_FOUND',
  'a slot''s id is not a booking''s'
);
select is(api.reschedule_booking(:'ann', null, :'dora_3') ->> 'error', 'BOOKING_NOT_FOUND', 'no booking is not found');
select is(api.reschedule_booking(null, :'booked', :'dora_3') ->> 'error', 'BOOKING_NOT_FOUND', 'nobody has none');
select is(
  api.reschedule_booking(:'nobody', :'booked', :'dora_none') ->> 'error',
  'BOOKING_NOT_FOUND',
  'nor has an unknown user, which is checked before the slot'
);
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_1'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/slot_id",
    "detail": "must be another slot than the booking has"}]}',
  'it is moved to another slot'
);
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_none'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'which exists'
);
select is(api.reschedule_booking(:'ann', :'booked', null) ->> 'error', 'SLOT_NOT_FOUND', 'which is one');
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_closed') ->> 'error',
  'SLOT_UNAVAILABLE',
  'which is not closed'
);
select is(
  api.reschedule_booking(:'ann', :'booked', :'fay_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'whose doctor has not retired'
);
select is(api.reschedule_booking(:'ann', :'booked', :'dora_past') ->> 'error', 'SLOT_IN_PAST', 'which has not begun');
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_2'),
  jsonb_build_object('success', false, 'error', 'OVERLAPPING_BOOKING', 'booking_id', :'held'),
  'which is not the patient''s already'
);
select pg_temp.slot(:'eve', 11, '2030-01-08 09:45Z') as overlapping \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'overlapping') ->> 'booking_id',
  :'held',
  'which overlaps none of the patient''s others, whoever the doctor'
);
select is(
  api.reschedule_booking(:'chief', :'booked', :'overlapping') ->> 'error',
  'OVERLAPPING_BOOKING',
  'also when an administrator moves it'
);
delete from test.slots where id = :'overlapping';
select is(:state, :'before', 'refusals leave everything as it was');
select api.book_slot(:'ben', :'dora_3') as answer \gset
select :state as before \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "held_until": "2030-01-07T08:02:00+00:00"}',
  'which nobody else has'
);
select is(:state, :'before', 'the old booking is untouched');
rollback to booked;

-- The window is that of the new slot, the cut-off that of the old one.
update medbook.settings set min_notice = '25 hours 59 minutes 59.999999 seconds';
savepoint notice;
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3') -> 'success',
  'true',
  'to the microsecond a slot is not too soon'
);
rollback to notice;
update medbook.settings set min_notice = '26 hours 1 microsecond';
select :state as before \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3') - 'latest',
  '{"success": false, "error": "OUTSIDE_BOOKING_WINDOW", "earliest": "2030-01-08T10:00:00.000001+00:00"}',
  'or it is'
);
select is(:state, :'before', 'which changes nothing');
select is(api.reschedule_booking(:'chief', :'booked', :'dora_3') -> 'success', 'true', 'an administrator is exempt');
select is(
  pg_temp.audited(),
  '{Chief: override OUTSIDE_BOOKING_WINDOW (Ann),Chief: reschedule booking (Ann)}',
  'which is recorded'
);
rollback to booked;
update medbook.settings set reschedule_cutoff = '2 hours';
update test.clock set now = '2030-01-08 06:59:59.999999Z';
savepoint before_cutoff;
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3') -> 'success',
  'true',
  'until the cut-off an appointment can be moved'
);
rollback to before_cutoff;
update test.clock set now = '2030-01-08 07:00Z';
select :state as before \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_none'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-01-08T07:00:00+00:00"}',
  'and not from then on, which comes before the slot'
);
select is(api.reschedule_booking(:'ann', :'booked', :'dora_3') ->> 'error', 'TOO_LATE', 'whichever it is');
select is(:state, :'before', 'which changes nothing');
select is(
  api.reschedule_booking(:'chief', :'booked', :'dora_3') -> 'success',
  'true',
  'an administrator is exempt here too'
);
select is(
  pg_temp.audited(),
  '{Chief: override TOO_LATE (Ann),Chief: reschedule booking (Ann)}',
  'which is recorded as well'
);
rollback to booked;
update medbook.settings set reschedule_cutoff = '1 day';
update test.slots set start_time = '2030-03-31 10:00Z', end_time = '2030-03-31 10:30Z' where id = :'dora_1';
update test.slots set start_time = '2030-04-02 10:00Z', end_time = '2030-04-02 10:30Z' where id = :'dora_3';
update test.clock set now = '2030-03-30 10:00Z';
set local timezone = 'Europe/Berlin';
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-03-30T10:00:00+00:00"}',
  'a day is 24 hours when the clock is put forward, whatever the session''s time zone'
);
update test.clock set now = '2030-03-30 09:59:59.999999Z';
select is(api.reschedule_booking(:'ann', :'booked', :'dora_3') -> 'success', 'true', 'to the microsecond');
set local timezone = 'UTC';
rollback to booked;

-- An appointment is moved.
select api.reschedule_booking(:'ann', :'booked', :'eve_1') as answer \gset
select :'answer'::jsonb #>> '{booking,id}' as moved \gset
select is(:'answer'::jsonb ->> 'created', :'moved', 'the new booking is created');
select is(
  :'answer'::jsonb - '{created,fee_before,currency_before}'::text[],
  api.get_booking(:'ann', :'moved'),
  'the answer shows it as get_booking does'
);
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'an appointment stays one');
select is(:'answer'::jsonb #> '{booking,fee}', '12000', 'and costs the new doctor''s fee');
select is(api.get_booking(:'ann', :'booked') #>> '{booking,status}', 'CANCELLED', 'the old one ends');
select is(
  pg_temp.state(:'dora_1') || ', ' || pg_temp.state(:'eve_1'),
  'free, booked',
  'its slot is free, the new one is booked'
);
select is(rescheduled_from, :'booked'::uuid, 'the new one knows the old one') from medbook.bookings where id = :'moved';
select is(
  pg_temp.history(:'booked'),
  '{Ann: PENDING,Ann: PENDING > CONFIRMED,Ann: CONFIRMED > CANCELLED}',
  'the old booking''s history records it'
);
select is(pg_temp.history(:'moved'), '{Ann: PENDING,Ann: PENDING > CONFIRMED}', 'so does the new one''s');
select is(pg_temp.audited(), '{}', 'actions of patients for themselves are not recorded');
select is(api.book_slot(:'ben', :'dora_1') -> 'success', 'true', 'others can book the old slot');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
savepoint moved;

-- Asked again, elsewhere, back, on.
select :state as after \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'eve_1'),
  api.get_booking(:'ann', :'moved') || '{"fee_before": 9000, "currency_before": "EUR"}',
  'an answer that was lost is answered again'
);
select is(
  api.reschedule_booking(:'chief', :'booked', :'eve_1'),
  api.get_booking(:'ann', :'moved') || '{"fee_before": 9000, "currency_before": "EUR"}',
  'to whoever may ask'
);
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CANCELLED"}',
  'a booking is not moved twice'
);
select is(api.reschedule_booking(:'ann', :'booked', :'dora_1') ->> 'error', 'INVALID_STATUS', 'nor back');
select is(
  api.reschedule_booking(:'ben', :'booked', :'eve_1') ->> 'error',
  'BOOKING_NOT_FOUND',
  'a stranger learns nothing of it'
);
select is(api.confirm_booking(:'ann', :'booked') ->> 'error', 'INVALID_STATUS', 'nor is it confirmed');
select is(api.cancel_booking(:'ann', :'booked') #>> '{booking,status}', 'CANCELLED', 'cancelling it changes nothing');
select is(:state, :'after', 'all that is as it was');
select api.reschedule_booking(:'ann', :'moved', :'dora_3') #>> '{booking,id}' as again \gset
select api.reschedule_booking(:'ann', :'again', :'dora_4') #>> '{booking,id}' as last \gset
select is((with recursive chain as (select id, rescheduled_from,
  1 as n from medbook.bookings where id = :'last' union all select b.id, b.rescheduled_from,
  n + 1 from chain join medbook.bookings b on b.id = chain.rescheduled_from) select array_agg(id order by n)
  from chain),
  array[:'last', :'again', :'moved', :'booked']::uuid[], 'a booking that is moved on and on knows where it came from');
select is(
  jsonb_array_length(api.list_bookings(:'ann', 'CONFIRMED') -> 'bookings'),
  1,
  'the patient has one appointment'
);
select is(
  pg_temp.state(:'eve_1') || ', ' || pg_temp.state(:'dora_3') || ', ' || pg_temp.state(:'dora_4'),
  'free, free, booked',
  'and one slot'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy at the end of the chain');
rollback to moved;
select api.cancel_booking(:'ann', :'moved') as answer \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'eve_1') #>> '{booking,status}',
  'CANCELLED',
  'where it was moved is shown as it is now'
);
select is(
  api.reschedule_booking(:'ann', :'moved', :'dora_4') ->> 'error',
  'INVALID_STATUS',
  'a cancelled booking is not moved'
);
rollback to booked;

-- A hold is moved: it lapses when it would have.
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select api.reschedule_booking(:'ann', :'held', :'dora_3') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'PENDING', 'a hold stays one');
select is(:'answer'::jsonb #>> '{booking,expires_at}', '2030-01-07T08:02:00+00:00', 'and has the time that it had');
select is(
  pg_temp.state(:'dora_2') || ', ' || pg_temp.state(:'dora_3'),
  'free, held',
  'its slot is free, the new one is held'
);
select is_empty('select * from health.check_invariants()', 'the copies agree');
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.confirm_booking(:'ann', (:'answer'::jsonb ->> 'created')::uuid) ->> 'error',
  'BOOKING_EXPIRED',
  'then it lapses'
);
rollback to booked;
update test.clock set now = '2030-01-07 08:02Z';
select :state as before \gset
select is(
  api.reschedule_booking(:'ann', :'held', :'dora_3'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T08:02:00+00:00"}',
  'a hold that lapsed cannot be moved, swept or not'
);
select is(:state, :'before', 'which changes nothing');
update medbook.settings set max_holds_per_user = 1;
update test.clock set now = '2030-01-07 08:00Z';
select is(
  api.reschedule_booking(:'ann', :'held', :'dora_3') -> 'success',
  'true',
  'the limit of holds does not keep it'
);
rollback to booked;

-- To a slot that overlaps its own, to one with a lapsed hold, away from time off, by an administrator.
select pg_temp.slot(:'eve', 11, '2030-01-08 08:45Z') as overlapping \gset
select is(
  api.reschedule_booking(:'ann', :'booked', :'overlapping') -> 'success',
  'true',
  'a booking does not overlap itself'
);
rollback to booked;
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as lapsed \gset
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.reschedule_booking(:'ann', :'booked', :'dora_3') -> 'success',
  'true',
  'a hold that lapsed is taken over'
);
select is(pg_temp.history(:'lapsed'), '{Ben: PENDING,nobody: PENDING > FAILED}', 'and has failed');
rollback to booked;
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') as answer \gset
select is(
  api.reschedule_booking(:'chief', :'booked', :'eve_1') #>> '{booking,status}',
  'CONFIRMED',
  'an administrator moves an appointment out of a time off'
);
select is(pg_temp.state(:'dora_1'), 'closed TIME_OFF', 'and its slot closes');
select is((pg_temp.audited())[2:], '{Chief: reschedule booking (Ann)}', 'which is recorded');
select is_empty('select * from health.check_invariants()', 'no free slot is in a time off');

select * from finish();
rollback;
