begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);

\set hours '[{"weekday": 1, "start": "22:00", "end": "06:00", "slot_minutes": 30, "gap_minutes": 5}]'
select is(
  api.get_working_hours(:'chief', :'dora'),
  '{"success": true, "hours": []}',
  'a doctor without hours has none'
);
select api.set_working_hours(:'chief', :'dora', :'hours') as answer \gset
select is(
  api.get_working_hours(:'chief', :'dora') -> 'hours',
  :'answer'::jsonb -> 'hours',
  'they are shown as they were answered'
);
select is(api.get_working_hours(:'chief', :'eve') -> 'hours', '[]', 'to each doctor their own');
select is(api.get_working_hours(:'ann', :'dora') ->> 'error', 'FORBIDDEN', 'patients do not see them');
select is(api.get_working_hours(:'chief', :'no_doctor') ->> 'error', 'DOCTOR_NOT_FOUND', 'an unknown doctor has none');
select is(api.get_working_hours(:'chief', :'fay') ->> 'error', 'DOCTOR_NOT_FOUND', 'nor has one who has left');

select * from finish();
rollback;
