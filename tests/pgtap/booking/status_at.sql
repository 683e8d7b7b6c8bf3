begin;
\set now '2030-01-07 08:00:00Z'
select plan(8);

select is(
  booking.status_at('PENDING', '2030-01-07 08:00:00.000001Z', :'now'),
  'PENDING',
  'a hold is PENDING one microsecond before it expires'
);
select is(booking.status_at('PENDING', :'now', :'now'), 'FAILED', 'a hold is FAILED from the instant it expires');
select is(booking.status_at('PENDING', '2030-01-06Z', :'now'), 'FAILED', 'a hold that nobody swept is FAILED');
select is(booking.status_at('FAILED', '2030-01-06Z', :'now'), 'FAILED', 'a swept hold is FAILED');
select is(
  booking.status_at('FAILED', '2030-01-08Z', :'now'),
  'FAILED',
  'a failed hold stays FAILED even if the clock goes back'
);
select is(booking.status_at('CONFIRMED', null, :'now'), 'CONFIRMED', 'a confirmed booking stays CONFIRMED');
select is(booking.status_at('CANCELLED', null, :'now'), 'CANCELLED', 'a cancelled booking stays CANCELLED');
select is(booking.status_at(null, null, :'now'), null, 'no booking has no status');

select * from finish();
rollback;
