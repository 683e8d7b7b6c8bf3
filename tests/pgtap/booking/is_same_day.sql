begin;
select plan(7);

select is(
  booking.is_same_day('Europe/Berlin', '2030-01-07 22:59Z', '2030-01-07 23:00Z'),
  false,
  'the day ends at the doctor''s midnight'
);
select is(
  booking.is_same_day('Europe/Berlin', '2030-01-07 23:00Z', '2030-01-08 22:59Z'),
  true,
  'and lasts until the next'
);
select is(
  booking.is_same_day('America/New_York', '2030-01-07 22:59Z', '2030-01-08 04:59Z'),
  true,
  'elsewhere it is another'
);
select is(
  booking.is_same_day('Europe/Berlin', '2030-10-26 22:00Z', '2030-10-27 22:59Z'),
  true,
  'when the clock goes back it has 25 hours'
);
select is(
  booking.is_same_day('No/Where', '2030-01-07 00:00Z', '2030-01-07 23:59Z'),
  true,
  'a zone that the server does not know has the days of UTC'
);
select is(booking.is_same_day('No/Where', '2030-01-07 23:59Z', '2030-01-08 00:00Z'), false, 'not those after');
select is(booking.is_same_day('Europe/Berlin', null, '2030-01-08 00:00Z'), null, 'no time is on no day');

select * from finish();
rollback;
