begin;
\ir ../names.psql
select plan(21);

select is(calendar.check_time_off('2030-01-08Z', '2030-01-09Z', null), null, 'a time off has a beginning and an end');
select is(calendar.check_time_off('2030-01-08Z', '2030-01-09Z', 'holiday'), null, 'and may have a reason');
select is(
  calendar.check_time_off('2030-01-08Z', '2030-01-08 00:00:00.000001Z', ''),
  null,
  'a time off may be as short as time allows'
);
select is(calendar.check_time_off('2020-01-01Z', '2020-02-01Z', null), null, 'a time off may be noted when it is over');
select is(
  calendar.check_time_off('2030-01-08Z', '2030-01-08Z', null),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to", "detail": "must be after from"}]}',
  'a time off lasts'
);
select is(
  calendar.check_time_off('2030-01-08 00:00:00.000001Z', '2030-01-08Z', null) #>> '{errors,0,pointer}',
  '#/to',
  'a time off does not run backwards'
);
select is(calendar.check_time_off('2030-01-08Z', 'infinity', null) #>> '{errors,0,pointer}', '#/to', 'a time off ends');
select is(calendar.check_time_off('-infinity', '2030-01-08Z', null) #>> '{errors,0,pointer}', '#/to',
  'a time off begins');
select is(calendar.check_time_off(null, '2030-01-08Z', null) #>> '{errors,0,pointer}', '#/to', 'no beginning is none');
select is(calendar.check_time_off('2030-01-08Z', null, null) #>> '{errors,0,pointer}', '#/to', 'no end is none');
select is(
  calendar.check_time_off('2030-01-08Z', '2030-01-09Z', repeat('ß', 500)),
  null,
  'a reason may have 500 characters, whatever their bytes'
);
select is(
  calendar.check_time_off('2030-01-08Z', '2030-01-09Z', repeat('x', 501)) -> 'errors',
  '[{"pointer": "#/reason", "detail": "must have at most 500 characters"}]',
  'a reason of 501 characters is refused'
);
select is(
  calendar.check_time_off('2030-01-08Z', '2030-01-08Z', repeat('x', 501)) #>> '{errors,0,pointer}',
  '#/to',
  'the first wrong field is named'
);

-- The table says the same.
select throws_ok(
  $$insert into medbook.time_off (during, created_at) values (tstzrange(null, '2030-01-08Z'), '2030-01-07Z')$$,
  '23514',
  null,
  'behind it the table wants a beginning'
);
select throws_ok(
  $$insert into medbook.time_off (during, created_at) values (tstzrange('2030-01-08Z', 'infinity'), '2030-01-07Z')$$,
  '23514',
  null,
  'and an end'
);
select throws_ok(
  $$insert into medbook.time_off (during, created_at) values ('empty', '2030-01-07Z')$$,
  '23514',
  null,
  'and something between them'
);

-- Days instead.
create function pg_temp.days(p_from date, p_to date, p_start timestamptz default null) returns text language sql as $$
  select calendar.check_time_off(p_start, null, null, p_from, p_to) #>> '{errors,0,pointer}'
$$;
select is(pg_temp.days('2030-01-08', '2030-01-08'), null, 'a day is a time off');
select is(pg_temp.days('2030-01-08', '2030-01-07'), '#/to_date', 'days do not run backwards');
select is(pg_temp.days('2030-01-08', null), '#/to_date', 'days end');
select is(pg_temp.days('2030-01-08', 'infinity'), '#/to_date', 'some time');
select is(pg_temp.days('2030-01-08', '2030-01-08', '2030-01-08Z'), '#/from_date', 'a time off is in days or in time');

select * from finish();
rollback;
