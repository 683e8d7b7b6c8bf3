begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(5);

select is(calendar.list_hours(:'dora'), '[]', 'a doctor without hours has none listed');
select pg_temp.hours(
  :'dora',
  2,
  '14:00',
  '24:00',
  60,
  5,
  '2030-01-01',
  '2030-12-31'
), pg_temp.hours(:'dora', 2, '09:00', '12:00', 30, 0, '2031-01-01'),
  pg_temp.hours(:'dora', 2, '09:00', '12:00', 20, 0, null, '2030-12-31'),
  pg_temp.hours(:'dora', 1, '10:00', '11:00', 30), pg_temp.hours(:'eve', 1, '10:00', '11:00', 30) as made \gset
select is(
  calendar.list_hours(:'dora') -> 3,
  '{"doctor_id": "d0c00001-0000-8000-8000-000000000000", "weekday": 2, "start": "14:00", "end": "24:00",
    "slot_minutes": 60, "gap_minutes": 5, "valid_from": "2030-01-01", "valid_to": "2030-12-31",
    "service_ids": null}',
  'hours are shown as they were said'
);
select is(calendar.list_hours(:'dora') -> 0 -> 'valid_to', 'null', 'without a last day it is null');
select is(
  (select array_agg((h ->> 'weekday') || ' ' || (h ->> 'start') || ' ' || (h ->> 'slot_minutes'))
    from jsonb_array_elements(calendar.list_hours(:'dora')) h),
  '{1 10:00 30,2 09:00 30,2 09:00 20,2 14:00 60}',
  'day by day, from morning to evening'
);
select is(calendar.list_hours(:'no_doctor'), '[]', 'nobody has none');

select * from finish();
rollback;
