begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(15);

-- What it does is booking.end_visit's.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.appointment(:'ann', :'dora_2') as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
select :state as before \gset
select is(
  api.mark_no_show(:'ann', :'booked'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients do not say that they did not come'
);
select is(pg_temp.audited(), '{Ann: mark booking NO_SHOW: FORBIDDEN}', 'the attempt is recorded');
select is(
  api.mark_no_show(:'chief', :'dora_none'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'an unknown booking is not found'
);
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  api.mark_no_show(:'chief', :'booked') ->> 'error',
  'INVALID_STATUS',
  'a visit that has not begun was not missed'
);
update test.clock set now = '2030-01-08 09:00Z';
select is(api.mark_no_show(:'chief', :'cancelled') ->> 'booking_status', 'CANCELLED', 'nor was one that was cancelled');
select is(:state, :'before', 'refusals change nothing');

select api.mark_no_show(:'chief', :'booked') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'NO_SHOW', 'from its beginning on a visit may be missed');
select is(:'answer'::jsonb, api.get_booking(:'ann', :'booked'), 'the answer shows the booking as get_booking does');
select is((pg_temp.history(:'booked'))[3], 'Chief: CONFIRMED > NO_SHOW', 'the history names the actor');
select is((pg_temp.audited())[2:], '{Chief: mark booking NO_SHOW (Ann)}', 'so does the audit');
select is(api.mark_no_show(:'chief', :'booked'), :'answer', 'saying it again is answered the same');
select is(api.complete_booking(:'chief', :'booked') #>> '{booking,status}', 'COMPLETED', 'the opposite corrects it');
select is(api.mark_no_show(:'chief', :'booked'), :'answer', 'and is corrected itself');
select is(no_shows, 1, 'the statistics count it') from api.statistic where doctor_id = :'dora' and day = '2030-01-08';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
