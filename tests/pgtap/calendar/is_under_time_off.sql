begin;
\ir ../names.psql
select plan(15);

-- Dora is away from 9:00 to 10:00.
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'dora', '[2030-01-08 09:00Z,2030-01-08 10:00Z)', '2030-01-07Z');
select is(
  calendar.is_under_time_off(:'dora', '2030-01-08 09:00Z', '2030-01-08 10:00Z'),
  true,
  'a slot of the time off''s time is under it'
);
select is(calendar.is_under_time_off(:'dora', '2030-01-08 09:20Z', '2030-01-08 09:40Z'), true, 'so is one within it');
select is(calendar.is_under_time_off(:'dora', '2030-01-08 08:00Z', '2030-01-08 12:00Z'), true, 'and one around it');
select is(
  calendar.is_under_time_off(:'dora', '2030-01-08 08:30Z', '2030-01-08 09:00Z'),
  false,
  'a slot that ends when it begins is not'
);
select is(
  calendar.is_under_time_off(:'dora', '2030-01-08 08:30Z', '2030-01-08 09:00:00.000001Z'),
  true,
  'one that ends a microsecond later is'
);
select is(
  calendar.is_under_time_off(:'dora', '2030-01-08 10:00Z', '2030-01-08 10:30Z'),
  false,
  'a slot that begins when it ends is not'
);
select is(
  calendar.is_under_time_off(:'dora', '2030-01-08 09:59:59.999999Z', '2030-01-08 10:30Z'),
  true,
  'one that begins a microsecond earlier is'
);
select is(
  calendar.is_under_time_off(:'eve', '2030-01-08 09:00Z', '2030-01-08 10:00Z'),
  false,
  'another doctor is there'
);
select is(
  calendar.is_under_time_off(:'no_doctor', '2030-01-08 09:00Z', '2030-01-08 10:00Z'),
  false,
  'nobody is not away'
);

-- The clinic is closed on the 9th.
insert into medbook.time_off (during, created_at) values ('[2030-01-09 00:00Z,2030-01-10 00:00Z)', '2030-01-07Z');
select is(
  calendar.is_under_time_off(:'dora', '2030-01-09 09:00Z', '2030-01-09 10:00Z'),
  true,
  'when the clinic is closed a doctor is away'
);
select is(calendar.is_under_time_off(:'eve', '2030-01-09 09:00Z', '2030-01-09 10:00Z'), true, 'and every other one');
select is(calendar.is_under_time_off(:'eve', '2030-01-10 00:00Z', '2030-01-10 00:30Z'), false, 'until it opens again');
delete from medbook.time_off where doctor_id is null;
select is(
  calendar.is_under_time_off(:'dora', '2030-01-09 09:00Z', '2030-01-09 10:00Z'),
  false,
  'a time off that was taken back is none'
);
select is(calendar.is_under_time_off(:'dora', '2030-01-08 09:00Z', '2030-01-08 10:00Z'), true, 'the others stay');
set local timezone = 'Pacific/Apia';
select is(
  calendar.is_under_time_off(:'dora', '2030-01-08 10:00Z', '2030-01-08 10:30Z'),
  false,
  'the session''s time zone does not matter'
);

select * from finish();
rollback;
