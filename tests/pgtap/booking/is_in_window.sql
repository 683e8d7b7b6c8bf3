begin;
\ir ../names.psql
select plan(15);
\set now '2030-01-07 08:00:00Z'

select is(
  booking.is_in_window('2030-01-08 08:00Z', '0', '90 days', :'now'),
  true,
  'tomorrow is neither too soon nor too far'
);
select is(booking.is_in_window(:'now', '0', '90 days', :'now'), true, 'without notice now is not too soon');
select is(
  booking.is_in_window('2030-01-07 07:59:59.999999Z', '0', '90 days', :'now'),
  false,
  'a slot that has begun is outside the window'
);
select is(
  booking.is_in_window('2030-01-07 10:00Z', '2 hours', '90 days', :'now'),
  true,
  'two hours'' notice is enough in two hours'
);
select is(
  booking.is_in_window('2030-01-07 09:59:59.999999Z', '2 hours', '90 days', :'now'),
  false,
  'a microsecond less is not'
);
select is(booking.is_in_window('2030-04-07 08:00Z', '0', '90 days', :'now'), true, 'in 90 days is not too far');
select is(booking.is_in_window('2030-04-07 08:00:00.000001Z', '0', '90 days', :'now'), false, 'a microsecond more is');
select is(
  booking.is_in_window('2030-01-07 10:00Z', '2 hours', '2 hours', :'now'),
  true,
  'a window of one instant has one'
);
select is(
  booking.is_in_window('2030-01-07 10:00Z', '3 hours', '2 hours', :'now'),
  false,
  'a window that ends before it begins has none'
);
select is(booking.is_in_window(null, '0', '90 days', :'now'), null, 'no time is neither');

-- 24 hours after noon of the 30th it is one o'clock in Berlin, since the clock is put forward.
set local timezone = 'Europe/Berlin';
select is(
  booking.is_in_window('2030-03-31 12:30', '1 day', '90 days', '2030-03-30 12:00'),
  false,
  'a day''s notice is 24 hours when the wall clock says more'
);
select is(
  booking.is_in_window('2030-03-31 13:00', '1 day', '90 days', '2030-03-30 12:00'),
  true,
  'and 24 hours are enough'
);
select is(
  booking.is_in_window('2030-10-27 11:00', '1 day', '90 days', '2030-10-26 12:00'),
  true,
  'a day''s notice is 24 hours when the wall clock says less'
);
set local timezone = 'Asia/Kathmandu';
select is(
  booking.is_in_window('2030-03-31 10:59:59.999999Z', '1 day', '90 days', '2030-03-30 11:00Z'),
  false,
  'the session''s time zone does not matter'
);
select is(
  booking.is_in_window('2030-03-31 11:00Z', '1 day', '90 days', '2030-03-30 11:00Z'),
  true,
  'to the microsecond'
);

select * from finish();
rollback;
