begin;
\ir ../names.psql
select plan(6);
set local timezone = 'UTC';

select is(
  calendar.days_during('[2030-12-25,2030-12-25]', 'America/Los_Angeles'),
  '[2030-12-25 08:00Z,2030-12-26 08:00Z)',
  'a day is the zone''s'
);
select is(
  calendar.days_during('[2030-12-25,2030-12-25]', 'Australia/Sydney'),
  '[2030-12-24 13:00Z,2030-12-25 13:00Z)',
  'which another zone has at another time'
);
select is(
  calendar.days_during('[2030-03-31,2030-03-31]', 'Europe/Berlin'),
  '[2030-03-30 23:00Z,2030-03-31 22:00Z)',
  'a day may have 23 hours'
);
select is(
  calendar.days_during('[2030-09-08,2030-09-08]', 'America/Santiago'),
  '[2030-09-08 04:00Z,2030-09-09 03:00Z)',
  'or no midnight'
);
select is(calendar.days_during('[2011-12-30,2011-12-30]', 'Pacific/Apia'), 'empty', 'or not be');
select is(
  calendar.days_during('[2030-12-25,2030-12-25]', 'Mars/Olympus'),
  '[2030-12-24 10:00Z,2030-12-26 12:00Z)',
  'where nobody knows the time it is the day as long as it is one anywhere'
);

select * from finish();
rollback;
