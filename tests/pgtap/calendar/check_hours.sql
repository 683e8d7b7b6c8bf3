begin;
\ir ../names.psql
select plan(14);
\set good '{"weekday": 1, "start": "09:00", "end": "12:00", "slot_minutes": 30}'

select is(calendar.check_hours('[]'), null, 'a doctor may have no hours');
select is(calendar.check_hours(jsonb_build_array(:'good'::jsonb)), null, 'a good row is good');
select is(
  calendar.check_hours(jsonb_build_array(:'good'::jsonb, :'good'::jsonb)),
  null,
  'that rows overlap is for the table to say'
);
select is(
  calendar.check_hours(null),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/hours",
    "detail": "must be a list of at most 200"}]}',
  'hours are a list'
);
select is(calendar.check_hours('null') #>> '{errors,0,pointer}', '#/hours', 'null is no list');
select is(calendar.check_hours('{}') #>> '{errors,0,pointer}', '#/hours', 'an object is no list');
select is(calendar.check_hours('"[]"') #>> '{errors,0,pointer}', '#/hours', 'a text is no list');
select is(
  calendar.check_hours((select jsonb_agg(:'good'::jsonb) from generate_series(1, 200))),
  null,
  'a list may have 200 rows'
);
select is(
  calendar.check_hours((select jsonb_agg(:'good'::jsonb) from generate_series(1, 201))) #>> '{errors,0,pointer}',
  '#/hours',
  'but no more'
);
select is(
  calendar.check_hours('[5]') -> 'errors',
  '[{"pointer": "#/hours/0", "detail": "must be an object"}]',
  'a row that is none is pointed at'
);
select is(calendar.check_hours('[null]') #>> '{errors,0,pointer}', '#/hours/0', 'also when it is null');
select is(
  calendar.check_hours(jsonb_build_array(:'good'::jsonb, :'good'::jsonb || '{"end": "09:00"}')) -> 'errors',
  '[{"pointer": "#/hours/1/end", "detail": "must be another time than start, such as 17:00"}]',
  'a wrong field is pointed at'
);
select is(
  calendar.check_hours(jsonb_build_array(:'good'::jsonb, :'good'::jsonb || '{"weekday": 0}', 5))
    #>> '{errors,0,pointer}',
  '#/hours/1/weekday',
  'the first of several wrong rows is named'
);
select is(
  calendar.check_hours((select jsonb_agg(:'good'::jsonb || case n when 11 then '{"weekday": 8}' when 3
    then '{"start": ""}' else '{}' end::jsonb order by n) from generate_series(0, 20) n)) #>> '{errors,0,pointer}',
  '#/hours/3/start',
  'first is what comes first in the list'
);

select * from finish();
rollback;
