begin;
\ir ../names.psql
select plan(8);
\set now '2030-01-07 08:00:00Z'

select is(booking.is_live('CONFIRMED', null, :'now'), true, 'an appointment is live');
select is(booking.is_live('PENDING', '2030-01-07 08:00:00.000001Z', :'now'), true, 'a hold is live until it lapses');
select is(booking.is_live('PENDING', :'now', :'now'), false, 'and not from that instant on');
select is(booking.is_live(status, null, :'now'), false, status || ' is not live')
  from unnest('{CANCELLED,COMPLETED,NO_SHOW}'::medbook.booking_status[]) status;
select is(
  booking.is_live('FAILED', '2030-01-08Z', :'now'),
  false,
  'a failed hold is not live, even if the clock goes back'
);
select is(proconfig, null, 'it sets nothing, so that it is inlined')
  from pg_proc where oid = 'booking.is_live'::regproc;

select * from finish();
rollback;
