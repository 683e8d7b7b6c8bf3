begin;
\ir ../names.psql
select plan(17);

select is(core.later('2030-01-07 08:00Z', '0'), '2030-01-07 08:00Z', 'no time later is the same instant');
select is(core.later('2030-01-07 08:00Z', '2 minutes'), '2030-01-07 08:02Z', 'two minutes later are two minutes later');
select is(core.later('2030-01-07 08:00Z', '-1 hour'), '2030-01-07 07:00Z', 'less than nothing later is earlier');
select is(core.later('2030-01-07 08:00Z', '1 microsecond'), '2030-01-07 08:00:00.000001Z', 'a microsecond counts');
select is(
  core.later('2030-01-07 08:00:00.000001Z', '90 days -1 microsecond'),
  '2030-04-07 08:00Z',
  'a microsecond counts after 90 days too'
);
select is(
  core.later('2030-01-07 08:00Z', '100 years'),
  '2030-01-07 08:00Z'::timestamptz + 100 * interval '8766 hours',
  'a year has 365.25 days, and a century loses no microsecond'
);
select is(
  core.later('2030-01-07 08:00Z', '1 month'),
  '2030-02-06 08:00Z',
  'a month has 30 days, whichever month it is'
);
select is(core.later('infinity', '1 day'), 'infinity', 'after the end of time there is nothing');
select is(core.later(null, '1 day'), null, 'no time has no later one');
select is(core.later('2030-01-07 08:00Z', null), null, 'no interval leads nowhere');
select is(core.later('2030-01-07 08:00Z', '1 day -1 hour'), '2030-01-08 07:00Z', 'the parts of an interval add up');

-- The day on which the clock is put forward has 23 hours on the wall, that on which it is put back 25.
set local timezone = 'Europe/Berlin';
select is(
  core.later('2030-03-30 12:00', '1 day'),
  '2030-03-31 13:00',
  'a day is 24 hours when the wall clock is put forward'
);
select is(core.later('2030-03-31 13:00', '-1 day'), '2030-03-30 12:00', 'so it is backwards');
select is(
  core.later('2030-10-26 12:00', '1 day'),
  '2030-10-27 11:00',
  'a day is 24 hours when the wall clock is put back'
);
set local timezone = 'UTC';
select is(core.later('2030-03-30 11:00Z', '1 day'), '2030-03-31 11:00Z', 'the session''s time zone does not matter');
set local timezone = 'Pacific/Apia';
select is(
  core.later('2011-12-29 20:00:00-10', '1 day'),
  '2011-12-31 20:00:00+14',
  'nor does a day that the session''s time zone leaves out'
);
set local timezone = 'Australia/Lord_Howe';
select is(core.later('2030-04-06 12:00', '1 day'), '2030-04-07 11:30', 'nor does half an hour');

select * from finish();
rollback;
