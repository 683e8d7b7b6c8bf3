begin;
\ir ../names.psql
select plan(11);

select is(core.is_within_days('2030-01-08Z', '2030-02-08Z', 31), true, 'so many days are within them');
select is(core.is_within_days('2030-01-08Z', '2030-01-08 00:00:00.000001Z', 31), true, 'so is the first one');
select is(core.is_within_days('2030-01-08Z', '2030-01-07Z', 31), true, 'what comes before is not too late');
select is(core.is_within_days('2030-01-08Z', '2030-02-09Z', 31), false, 'a day more is too much');
select is(
  core.is_within_days('2027-10-01 00:00+02', '2027-11-01 00:00+01', 31),
  true,
  'days on which the clock is put back are no longer than others'
);
select is(
  core.is_within_days('2027-03-01 00:00+01', '2027-04-01 00:00+02', 31),
  true,
  'nor are those on which it is put forward'
);
select is(core.is_within_days('2030-01-08Z', '2030-02-08 02:00Z', 31), true, 'the clock may be put back by two hours');
select is(
  core.is_within_days('2030-01-08Z', '2030-02-08 02:00:00.000001Z', 31),
  false,
  'and by no microsecond more'
);
select is(core.is_within_days('2030-01-08Z', 'infinity', 31), false, 'for ever is too long');
select is(core.is_within_days('-infinity', '2030-01-08Z', 31), false, 'and from ever');
set local timezone = 'Europe/Berlin';
select is(
  core.is_within_days('2030-01-08Z', '2030-02-08 02:00Z', 31),
  true,
  'the session''s time zone does not matter'
);

select * from finish();
rollback;
