begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);

select columns_are(
  'api',
  'working_hours',
  array['doctor_id', 'weekday', 'start', 'end', 'slot_minutes', 'gap_minutes', 'valid_from', 'valid_to',
    'service_ids'],
  'hours have the members that the documentation names'
);
select is_empty('select * from api.working_hours', 'where there are none there are none');
select pg_temp.hours(
  :'dora',
  7,
  '00:00',
  '24:00',
  45,
  15,
  '2030-01-01',
  '2030-12-31'
), pg_temp.hours(:'eve', 1, '09:05', '17:00', 30) as made \gset
select is(count(*), (select count(*) from medbook.working_hours), 'each has one row') from api.working_hours;
select results_eq(
  format(
    'select weekday, start, "end", slot_minutes, gap_minutes, valid_from,
    valid_to from api.working_hours where doctor_id = %L', :'dora'),
  $$values (7, '00:00', '24:00', 45, 15, '2030-01-01'::date, '2030-12-31'::date)$$,
  'times read as on a clock, midnight as the end of the day'
);
select results_eq(
  format(
    'select weekday, start, "end", slot_minutes, gap_minutes, valid_from,
    valid_to from api.working_hours where doctor_id = %L', :'eve'),
  $$values (1, '09:05', '17:00', 30, 0, null::date, null::date)$$,
  'with two digits'
);
set local timezone = 'Pacific/Apia';
select is(
  start,
  '09:05',
  'it is the wall clock''s time, whatever the session''s time zone'
) from api.working_hours where doctor_id = :'eve';

select * from finish();
rollback;
