begin;
\ir ../names.psql
select plan(11);

select is(calendar.instant_of('2030-01-07 09:00', 'Europe/Berlin'), '2030-01-07 08:00Z', 'a time is the zone''s');
select is(calendar.instant_of('2030-03-31 02:00', 'Europe/Berlin'), '2030-03-31 01:00Z', 'then time is skipped');
select is(calendar.instant_of('2030-03-31 02:59', 'Europe/Berlin'), '2030-03-31 01:00Z', 'to the last minute');
select is(calendar.instant_of('2030-03-31 03:00', 'Europe/Berlin'), '2030-03-31 01:00Z', 'which the clock shows next');
select is(calendar.instant_of('2030-03-31 03:01', 'Europe/Berlin'), '2030-03-31 01:01Z', 'and goes on from there');
select is(calendar.instant_of('2030-10-27 02:30', 'Europe/Berlin'), '2030-10-27 01:30Z', 'the second of two');
select is(
  calendar.instant_of('2030-10-06 02:10', 'Australia/Lord_Howe'),
  '2030-10-05 15:30Z',
  'half an hour may be skipped'
);
select is(calendar.instant_of('2030-09-08 00:30', 'America/Santiago'), '2030-09-08 04:00Z', 'or midnight');
select is(calendar.instant_of('2011-12-30 09:00', 'Pacific/Apia'), '2011-12-30 10:00Z', 'or a day');
select is(calendar.instant_of(null, 'Europe/Berlin'), null, 'no time is never');
set local timezone = 'Pacific/Apia';
select is(
  calendar.instant_of('2030-03-31 02:30', 'Europe/Berlin'),
  '2030-03-31 01:00Z',
  'the session''s time zone does not matter'
);

select * from finish();
rollback;
