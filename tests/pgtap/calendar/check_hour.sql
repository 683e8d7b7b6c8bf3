begin;
\ir ../names.psql
select plan(74);

-- What is wrong with a good row of hours, but for its changes.
create function pg_temp.checked(p_changes jsonb default '{}') returns text language sql as $$
  select (calendar.check_hour('{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30}'::jsonb
    || p_changes))[1]
$$;

select is(pg_temp.checked(), null, 'a good row is good');
select is(
  pg_temp.checked('{"gap_minutes": 10, "valid_from": "2030-01-01", "valid_to": "2030-12-31"}'),
  null,
  'a row may say more'
);
select is(
  pg_temp.checked('{"gap_minutes": null, "valid_from": null, "valid_to": null}'),
  null,
  'a null field counts as missing'
);
select is(calendar.check_hour('"Monday"'), array['', 'must be an object'], 'a text is no row');
select is(calendar.check_hour('null'), array['', 'must be an object'], 'null is no row');
select is(calendar.check_hour('[1, "09:00", "12:00", 30]'), array['', 'must be an object'], 'a list is no row');
select is(
  calendar.check_hour('{}'),
  array['/weekday', 'must be from 1 (Monday) to 7'],
  'an empty object lacks everything, the weekday first'
);
select is(
  calendar.check_hour('{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30, "room": 5}'),
  array['', 'has a field that is not known'],
  'an unknown field is refused'
);

-- Weekdays.
select is(pg_temp.checked('{"weekday": 7}'), null, 'Sunday is 7');
select is(pg_temp.checked('{"weekday": 0}'), '/weekday', 'Sunday is not 0');
select is(pg_temp.checked('{"weekday": 8}'), '/weekday', 'the week has seven days');
select is(pg_temp.checked('{"weekday": -1}'), '/weekday', 'no day comes before the week');
select is(pg_temp.checked('{"weekday": 1.5}'), '/weekday', 'a weekday is a whole number');
select is(pg_temp.checked('{"weekday": 1.0}'), '/weekday', 'and is written as one');
select is(pg_temp.checked('{"weekday": "1"}'), '/weekday', 'a text is no weekday');
select is(pg_temp.checked('{"weekday": [1]}'), '/weekday', 'a list is no weekday');
select is(pg_temp.checked('{"weekday": []}'), '/weekday', 'nor is an empty one');
select is(pg_temp.checked('{"weekday": null}'), '/weekday', 'a row has a weekday');

-- Times.
select is(pg_temp.checked('{"start": "00:00", "end": "24:00"}'), null, 'hours may be the whole day');
select is(pg_temp.checked('{"start": "23:59", "end": "24:00", "slot_minutes": 1}'), null, 'or its last minute');
select is(pg_temp.checked('{"start": "24:00"}'), '/start', 'nothing begins at the end of the day');
select is(pg_temp.checked('{"start": "9:00"}'), '/start', 'hours have two digits');
select is(pg_temp.checked('{"start": "09:60"}'), '/start', 'the hour has sixty minutes');
select is(pg_temp.checked('{"start": "09:00:00"}'), '/start', 'seconds do not count');
select is(pg_temp.checked('{"start": "09:00Z"}'), '/start', 'the time is the wall clock''s');
select is(pg_temp.checked('{"start": " 09:00"}'), '/start', 'a time has nothing around it');
select is(pg_temp.checked('{"start": "09:00\n"}'), '/start', 'a time is not a line');
select is(pg_temp.checked('{"start": 9}'), '/start', 'a number is no time');
select is(pg_temp.checked('{"start": ["09:00"]}'), '/start', 'a list is no time');
select is(pg_temp.checked('{"start": null}'), '/start', 'hours begin');
select is(pg_temp.checked('{"end": "09:01", "slot_minutes": 1}'), null, 'hours may end a minute after their beginning');
select is(pg_temp.checked('{"end": "09:00"}'), '/end', 'but not with it');
select is(pg_temp.checked('{"end": "08:00"}'), null, 'hours that end before it end on the next day');
select is(pg_temp.checked('{"end": "00:00"}'), null, 'whose first minute is an end too');
select is(
  pg_temp.checked('{"start": "23:00", "end": "06:00", "slot_minutes": 421}'),
  '/slot_minutes',
  'a slot must fit into a night'
);
select is(pg_temp.checked('{"start": "23:00", "end": "06:00", "slot_minutes": 420}'), null, 'which it may fill');
select is(pg_temp.checked('{"end": "24:01"}'), '/end', 'the day ends at 24:00');
select is(pg_temp.checked('{"end": "25:00"}'), '/end', 'the day has 24 hours');
select is(pg_temp.checked('{"end": null}'), '/end', 'hours end');

-- Lengths.
select is(pg_temp.checked('{"slot_minutes": 1}'), null, 'a slot may have a minute');
select is(pg_temp.checked('{"start": "00:00", "end": "24:00", "slot_minutes": 1440}'), null, 'or a day');
select is(
  pg_temp.checked('{"start": "09:00", "end": "09:30", "slot_minutes": 31}'),
  '/slot_minutes',
  'but not longer than the hours'
);
select is(
  pg_temp.checked('{"start": "09:00", "end": "09:30", "slot_minutes": 30}'),
  null,
  'as long as they are it may be'
);
select is(pg_temp.checked('{"slot_minutes": 0}'), '/slot_minutes', 'a slot has a length');
select is(pg_temp.checked('{"slot_minutes": 1441}'), '/slot_minutes', 'no slot is longer than a day');
select is(pg_temp.checked('{"slot_minutes": -30}'), '/slot_minutes', 'no slot runs backwards');
select is(pg_temp.checked('{"slot_minutes": 7.5}'), '/slot_minutes', 'a slot has whole minutes');
select is(pg_temp.checked('{"slot_minutes": "30"}'), '/slot_minutes', 'a text is no length');
select is(pg_temp.checked('{"slot_minutes": 1e99}'), '/slot_minutes', 'a huge length is no fault');
select is(pg_temp.checked('{"slot_minutes": null}'), '/slot_minutes', 'a row has a slot''s length');
select is(pg_temp.checked('{"gap_minutes": 0}'), null, 'slots may follow each other');
select is(pg_temp.checked('{"gap_minutes": 1440}'), null, 'or have a day between them');
select is(pg_temp.checked('{"gap_minutes": -1}'), '/gap_minutes', 'slots do not overlap');
select is(pg_temp.checked('{"gap_minutes": 1441}'), '/gap_minutes', 'no gap is longer than a day');
select is(pg_temp.checked('{"gap_minutes": "5"}'), '/gap_minutes', 'a text is no gap');
select is(pg_temp.checked('{"gap_minutes": []}'), '/gap_minutes', 'nor is a list');

-- Validity.
select is(pg_temp.checked('{"valid_from": "2030-02-30"}'), '/valid_from', 'hours hold from a date that exists');
select is(pg_temp.checked('{"valid_from": "infinity"}'), '/valid_from', 'which is a date');
select is(pg_temp.checked('{"valid_from": 20300101}'), '/valid_from', 'and no number');
select is(pg_temp.checked('{"valid_to": "2030-02-30"}'), '/valid_to', 'hours hold until a date that exists');
select is(
  pg_temp.checked('{"valid_from": "2030-01-01", "valid_to": "2030-01-01"}'),
  null,
  'hours may hold for one day'
);
select is(pg_temp.checked('{"valid_from": "2030-01-02", "valid_to": "2030-01-01"}'), '/valid_to', 'but not for less');
select is(pg_temp.checked('{"valid_to": "2030-01-01"}'), null, 'without a first day they hold from ever');
select is(pg_temp.checked('{"valid_from": "2030-01-01"}'), null, 'without a last day for ever');

-- The order.
select is(
  pg_temp.checked('{"weekday": 0, "start": "x", "slot_minutes": 0}'),
  '/weekday',
  'the first wrong field is named'
);
select is((calendar.check_hour(null))[1], '/weekday', 'no row lacks everything');

-- Kinds of visit.
\ir ../services.psql
select is(
  pg_temp.checked(jsonb_build_object('service_ids', jsonb_build_array(:'short'::uuid, upper(:'old')))),
  null,
  'hours may name kinds of visit, also those that cannot be booked any more'
);
select is(pg_temp.checked('{"service_ids": null}'), null, 'or none');
select is(pg_temp.checked('{"service_ids": []}'), '/service_ids', 'an empty list names none');
select is(pg_temp.checked('{"service_ids": ["Video"]}'), '/service_ids', 'they are named by their ids');
select is(pg_temp.checked(format('{"service_ids": "%s"}', :'short')::jsonb), '/service_ids', 'in a list');
select is(
  calendar.check_hour(jsonb_build_object('weekday', 1, 'start', '09:00', 'end', '10:00', 'slot_minutes', 30,
    'service_ids', jsonb_build_array(:'nobody'::uuid))),
  array['/service_ids', 'has one that is not known'],
  'they are there'
);
select is(
  pg_temp.checked(jsonb_build_object('service_ids', (select jsonb_agg(:'short'::uuid) from generate_series(1, 50)))),
  null,
  '50 are allowed'
);
select is(
  pg_temp.checked(jsonb_build_object('service_ids', (select jsonb_agg(:'short'::uuid) from generate_series(1, 51)))),
  '/service_ids',
  'and no more'
);

select * from finish();
rollback;
