begin;
\ir ../names.psql
select plan(14);

select columns_are(
  'calendar',
  'opening',
  array['doctors_done', 'doctors_to_go', 'doctors_refused'],
  'progress is how many are done and how many are not'
);
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (0::bigint, 2::bigint)$$,
  'at first no active doctor''s calendar is open'
);
update medbook.doctors set open_until = '2030-04-06' where id = :'dora';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (0::bigint, 2::bigint)$$,
  'one that lacks the last day is not'
);
update medbook.doctors set open_until = '2030-04-07' where id = :'dora';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (1::bigint, 1::bigint)$$,
  'one that is open up to the horizon is'
);
update medbook.doctors set open_until = '2031-01-01' where id = :'eve';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (2::bigint, 0::bigint)$$,
  'so is one that is open for longer'
);
update medbook.doctors set open_until = '2030-04-07' where id = :'fay';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (2::bigint, 0::bigint)$$,
  'an inactive doctor is not counted'
);

-- The last day is one of the doctor's own calendar: in Berlin it begins at 23:00 UTC.
update test.clock set now = '2030-01-07 22:59:59.999999Z';
update medbook.settings set booking_horizon = '30 days';
update medbook.doctors set open_until = '2030-02-06' where id in (:'dora', :'eve');
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (2::bigint, 0::bigint)$$,
  'until midnight of the doctor''s a calendar is open'
);
update test.clock set now = '2030-01-07 23:00Z';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (1::bigint, 1::bigint)$$,
  'then it lacks a day'
);
set local timezone = 'Pacific/Apia';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (1::bigint, 1::bigint)$$,
  'the session''s time zone does not matter'
);
update medbook.doctors set booking_horizon = '29 days' where id = :'dora';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (2::bigint, 0::bigint)$$,
  'a doctor''s own horizon counts'
);
update medbook.doctors set open_until = null where id = :'eve';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (1::bigint, 1::bigint)$$,
  'a doctor with changed hours has to be opened again'
);

-- The worker reports it as it goes.
grant usage on schema test to medbook_worker;
grant select on test.clock to medbook_worker;
select lives_ok('set local role medbook_worker; select * from calendar.opening; reset role', 'the worker can read it');

-- A time zone that the server no longer knows, written past the functions.
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'dora';
select results_eq(
  'select doctors_done, doctors_to_go from calendar.opening',
  $$values (0::bigint, 2::bigint)$$,
  'a doctor of an unknown time zone is still to go'
);
select is(
  doctors_refused,
  (select array[name || ': unknown time zone Mars/Olympus'] from medbook.doctors where id = :'dora'),
  'and is named'
) from calendar.opening;

select * from finish();
rollback;
