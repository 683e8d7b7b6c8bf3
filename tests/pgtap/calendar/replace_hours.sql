begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(31);

select pg_temp.hours(:'eve', 1, '09:00', '12:00', 30) as made \gset
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30}, {"weekday": 7, "start": "00:00",
    "end": "24:00", "slot_minutes": 60, "gap_minutes": 5, "valid_from": "2030-01-01", "valid_to": "2030-12-31"}]'),
  true,
  'hours are written'
);
select results_eq(
  format(
  'select weekday, start_minute, end_minute, slot_minutes, gap_minutes, valid_from,
  valid_to from medbook.working_hours where doctor_id = %L order by weekday', :'dora'),
  $$values (1, 540, 720, 30, 0, null::date, null::date), (7, 0, 1440, 60, 5, '2030-01-01', '2030-12-31')$$,
    'as they were said');
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 2, "start": "09:00", "end": "12:00", "slot_minutes": 30, "gap_minutes": null, "valid_from": null,
    "valid_to": null}]'),
  true,
  'others are written in their place'
);
select is(calendar.list_hours(:'dora') #>> '{0,weekday}', '2', 'the new ones are there');
select is(jsonb_array_length(calendar.list_hours(:'dora')), 1, 'the old ones are not');
select is(jsonb_array_length(calendar.list_hours(:'eve')), 1, 'another doctor''s stay');

-- Hours that overlap.
select calendar.list_hours(:'dora') as before \gset
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30}, {"weekday": 1, "start": "11:59",
    "end": "13:00", "slot_minutes": 30}]'),
  false,
  'hours that overlap by a minute are not written'
);
select is(calendar.list_hours(:'dora'), :'before', 'then nothing was changed');
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30, "valid_to": "2030-06-30"}, {"weekday": 1,
    "start": "09:00", "end": "12:00", "slot_minutes": 30, "valid_from": "2030-06-30"}]'),
  false,
  'hours that overlap for a day are not'
);
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30}, {"weekday": 1, "start": "09:00",
    "end": "12:00", "slot_minutes": 30, "valid_from": "2099-01-01"}]'),
  false,
  'for ever includes later'
);
select is(calendar.list_hours(:'dora'), :'before', 'then nothing was changed either');
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30}, {"weekday": 1, "start": "12:00",
    "end": "13:00", "slot_minutes": 30}, {"weekday": 2, "start": "09:00", "end": "12:00", "slot_minutes": 30}]'),
  true,
  'hours may follow each other, and be the same on another day'
);
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30, "valid_to": "2030-06-30"}, {"weekday": 1,
    "start": "09:00", "end": "12:00", "slot_minutes": 20, "valid_from": "2030-07-01"}]'),
  true,
  'hours may be others from a day on'
);
select is(calendar.replace_hours(:'dora', '[]'), true, 'no hours are written too');
select is(calendar.list_hours(:'dora'), '[]', 'and are none');

-- Hours that cross midnight.
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 7, "start": "22:00", "end": "06:00", "slot_minutes": 30}, {"weekday": 1, "start": "06:00",
    "end": "12:00", "slot_minutes": 30}]'),
  true,
  'hours may last into the next day'
);
select calendar.list_hours(:'dora') as before \gset
select is(:'before'::jsonb #>> '{1,end}', '06:00', 'and are shown as they were said');
select is(
  calendar.replace_hours(:'dora',
    '[{"weekday": 7, "start": "22:00", "end": "06:00", "slot_minutes": 30}, {"weekday": 1, "start": "05:59",
    "end": "12:00", "slot_minutes": 30}]'),
  false,
  'unless they meet its hours'
);
select is(calendar.list_hours(:'dora'), :'before', 'then nothing was changed, once more');
select is(calendar.replace_hours(:'dora', '[]'), true, 'nights are replaced like days');

-- Behind it the table refuses impossible hours.
create function pg_temp.add(p_changes jsonb) returns void language sql as $$
  insert into medbook.working_hours select * from jsonb_populate_record(null::medbook.working_hours,
    '{"doctor_id": "d0c00001-0000-8000-8000-000000000000", "weekday": 1, "start_minute": 540, "end_minute": 720,
    "slot_minutes": 30, "gap_minutes": 0}'::jsonb || p_changes)
$$;
select throws_ok($$select pg_temp.add('{"weekday": 0}')$$, '23514', null, 'the table knows seven days');
select throws_ok($$select pg_temp.add('{"end_minute": 1981}')$$, '23514', null, 'that hours last a day at most');
select throws_ok($$select pg_temp.add('{"end_minute": 540}')$$, '23514', null, 'that hours last');
select throws_ok($$select pg_temp.add('{"slot_minutes": 0}')$$, '23514', null, 'that slots last');
select throws_ok($$select pg_temp.add('{"gap_minutes": -1}')$$, '23514', null, 'that slots do not overlap');
select throws_ok(
  $$select pg_temp.add('{"valid_from": "2030-01-02", "valid_to": "2030-01-01"}')$$,
  '22000',
  null,
  'that they hold from a day to a later one'
);
select throws_ok(
  $$select pg_temp.add('{"doctor_id": "d0c0ffff-0000-8000-8000-000000000000"}')$$,
  '23503',
  null,
  'and the doctor'
);
select lives_ok($$select pg_temp.add('{}')$$, 'and lets in what is good');

-- Kinds of visit.
\ir ../services.psql
select is(
  calendar.replace_hours(:'dora', jsonb_build_array(
    jsonb_build_object('weekday', 1, 'start', '09:00', 'end', '12:00', 'slot_minutes', 30,
      'service_ids', jsonb_build_array(:'long'::uuid, :'short'::uuid)),
    jsonb_build_object('weekday', 2, 'start', '09:00', 'end', '12:00', 'slot_minutes', 30, 'service_ids', null))),
  true,
  'hours may name kinds of visit'
);
select is(
  calendar.list_hours(:'dora') #> '{0,service_ids}',
  jsonb_build_array(:'long'::uuid, :'short'::uuid),
  'as they were said'
);
select is(calendar.list_hours(:'dora') #> '{1,service_ids}', 'null', 'or none');

select * from finish();
rollback;
