begin;
\ir ../names.psql
select plan(10);

select is(
  calendar.last_open_day('Europe/Berlin', '90 days', '2030-01-07 08:00Z'),
  '2030-04-07',
  'the last day is 90 days from now'
);
select is(
  calendar.last_open_day('UTC', '1 day', '2030-01-07 23:59:59.999999Z'),
  '2030-01-08',
  'until midnight it is the same day'
);
select is(
  calendar.last_open_day('UTC', '1 day', '2030-01-08 00:00Z'),
  '2030-01-09',
  'from midnight on it is the next day'
);
select is(
  calendar.last_open_day('Europe/Berlin', '1 day', '2030-01-07 23:30Z'),
  '2030-01-09',
  'the day is that of the doctor''s calendar, in the east'
);
select is(calendar.last_open_day('America/New_York', '1 day', '2030-01-08 04:30Z'), '2030-01-08', 'and in the west');
select is(
  calendar.last_open_day('Asia/Kathmandu', '0', '2030-01-07 18:14:59.999999Z'),
  '2030-01-07',
  'Kathmandu''s day ends at 18:15 UTC'
);
select is(calendar.last_open_day('Asia/Kathmandu', '0', '2030-01-07 18:15Z'), '2030-01-08', 'to the microsecond');
select is(
  calendar.last_open_day('Pacific/Apia', '1 day', '2011-12-29 20:00-10'),
  '2011-12-31',
  'a day that does not exist is not the last'
);
select is(
  calendar.last_open_day('Europe/Berlin', '1 day', '2030-03-30 22:30Z'),
  '2030-04-01',
  'a day is 24 hours, also when the wall clock is put forward'
);
set local timezone = 'Pacific/Apia';
select is(
  calendar.last_open_day('Europe/Berlin', '90 days', '2030-01-07 08:00Z'),
  '2030-04-07',
  'the session''s time zone does not matter'
);

select * from finish();
rollback;
