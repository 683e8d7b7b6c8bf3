begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(19);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

update test.clock set now = '2030-01-08 09:00Z';
select api.complete_booking(:'chief', :'visit_id') as answer \gset
select is(pg_temp.rows_of(:'visit_id'), '{1: COMPLETED,2: COMPLETED}', 'a visit is over with all its slots');
select api.reinstate_booking(:'chief', :'visit_id') as answer \gset
select is(pg_temp.rows_of(:'visit_id'), '{1: CONFIRMED,2: CONFIRMED}', 'and is live again with them');
select is_empty('select * from health.check_invariants()', 'the copies agree');
rollback to visits;

-- What it does is booking.end_visit's.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
select :state as before \gset
select is(
  api.complete_booking(:'ann', :'booked'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not say that they came'
);
select is(pg_temp.audited(), '{Ann: mark booking COMPLETED: FORBIDDEN}', 'the attempt is recorded');
select is(
  api.complete_booking(:'chief', :'dora_none'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
select is(api.complete_booking(:'chief', null) ->> 'error', 'BOOKING_NOT_FOUND', 'no booking is not found');
update test.clock set now = '2030-01-08 08:59:59.999999Z';
set local timezone = 'Pacific/Apia';
select is(
  api.complete_booking(:'chief', :'booked'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CONFIRMED",
    "start_time": "2030-01-08T09:00:00+00:00"}',
  'a visit that has not begun did not take place; times are in UTC whatever the session''s time zone'
);
set local timezone = 'UTC';
update test.clock set now = '2030-01-08 09:00Z';
select is(api.complete_booking(:'chief', :'held') ->> 'booking_status', 'FAILED', 'nor did one that was not confirmed');
select is(:state, :'before', 'refusals change nothing');

select api.complete_booking(:'chief', :'booked') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'COMPLETED', 'from its beginning on a visit may have taken place');
select is(:'answer'::jsonb, api.get_booking(:'ann', :'booked'), 'the answer shows the booking as get_booking does');
select is((pg_temp.history(:'booked'))[3], 'Chief: CONFIRMED > COMPLETED', 'the history names the actor');
select is((pg_temp.audited())[2:], '{Chief: mark booking COMPLETED (Ann)}', 'so does the audit');
select is(api.complete_booking(:'chief', :'booked'), :'answer', 'saying it again is answered the same');
select is(api.mark_no_show(:'chief', :'booked') #>> '{booking,status}', 'NO_SHOW', 'the opposite corrects it');
select is(api.complete_booking(:'chief', :'booked'), :'answer', 'and is corrected itself');
select is(jsonb_array_length(api.list_bookings(:'ann', 'COMPLETED') -> 'bookings'), 1, 'patients find their visit');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
