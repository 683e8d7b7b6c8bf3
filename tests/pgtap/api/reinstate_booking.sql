begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(10);

-- What it does is booking.end_visit's.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
select is(
  api.reinstate_booking(:'chief', :'held') ->> 'booking_status',
  'PENDING',
  'what was not confirmed cannot be taken back to that'
);
update test.clock set now = '2030-01-08 09:00Z';
select api.complete_booking(:'chief', :'booked') -> 'success' as marked \gset
select :state as before \gset
select is(
  api.reinstate_booking(:'ann', :'booked'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not say that a visit is still to come'
);
select is((pg_temp.audited())[2], 'Ann: mark booking CONFIRMED: FORBIDDEN', 'the attempt is recorded');
select is(
  api.reinstate_booking(:'chief', :'dora_none'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
select is(:state, :'before', 'refusals change nothing');

select api.reinstate_booking(:'chief', :'booked') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'what was marked by mistake is an appointment again');
select :state as after \gset
select is(api.reinstate_booking(:'chief', :'booked'), :'answer', 'saying it again is answered the same');
select is(:state, :'after', 'and changes nothing');
select is(
  api.cancel_booking(:'chief', :'booked') #>> '{booking,status}',
  'CANCELLED',
  'then it can be changed as any appointment'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
