begin;
\ir ../names.psql
select plan(9);
\set now '2030-01-07 08:00:00Z'

select is(booking.is_free(true, null, false, null, :'now'), true, 'an available slot is free');
select is(booking.is_free(false, null, false, null, :'now'), false, 'a booked slot is not free');
select is(
  booking.is_free(false, '2030-01-07 08:00:00.000001Z', false, null, :'now'),
  false,
  'a held slot is not free'
);
select is(
  booking.is_free(false, :'now', false, null, :'now'),
  true,
  'it is free from the instant at which the hold lapses'
);
select is(booking.is_free(false, :'now', false, 'TIME_OFF', :'now'), false, 'unless it closes with it');
select is(booking.is_free(false, :'now', true, null, :'now'), false, 'or somebody waits for it');
select is(booking.is_free(false, null, false, 'CLOSED', :'now'), false, 'a closed slot is not free');
select volatility_is('booking', 'is_free', 'stable', 'so that it is inlined, and an index serves it');
select is(proconfig, null, 'it sets nothing, so that it is inlined')
  from pg_proc where oid = 'booking.is_free'::regproc;

select * from finish();
rollback;
