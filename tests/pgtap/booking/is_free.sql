begin;
\ir ../names.psql
select plan(8);
\set now '2030-01-07 08:00:00Z'

select is(booking.is_free(true, null, null, :'now'), true, 'an available slot is free');
select is(booking.is_free(false, null, null, :'now'), false, 'a booked slot is not free');
select is(booking.is_free(false, '2030-01-07 08:00:00.000001Z', null, :'now'), false, 'a held slot is not free');
select is(booking.is_free(false, :'now', null, :'now'), true, 'it is free from the instant at which the hold lapses');
select is(booking.is_free(false, :'now', 'TIME_OFF', :'now'), false, 'unless it closes with it');
select is(booking.is_free(false, null, 'CLOSED', :'now'), false, 'a closed slot is not free');
select volatility_is('booking', 'is_free', 'stable', 'so that it is inlined, and an index serves it');
select is(proconfig, null, 'it sets nothing, so that it is inlined')
  from pg_proc where oid = 'booking.is_free'::regproc;

select * from finish();
rollback;
