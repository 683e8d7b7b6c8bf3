begin;
\ir ../names.psql
select plan(6);

select is(api.get_doctor_link(:'ann', :'dora') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.get_doctor_link(:'chief', :'no_doctor') ->> 'error', 'DOCTOR_NOT_FOUND', 'an unknown doctor has none');
select is(
  api.get_doctor_link(:'chief', :'dora'),
  '{"success": false, "error": "CALENDAR_NOT_FOUND"}',
  'without a link there is nothing to tell'
);
select api.renew_doctor_link(:'chief', :'dora') as made, api.renew_calendar_link(:'ann') as anns \gset
select is(
  api.get_doctor_link(:'chief', :'dora'),
  jsonb_build_object('success', true, 'link', jsonb_build_object(
    'doctor_id', :'dora', 'made_by', :'chief', 'created_at', '2030-01-07T08:00:00+00:00')),
  'it tells since when there is one and who made it, and nothing of the address'
);
select is(api.get_doctor_link(:'chief', :'eve') ->> 'error', 'CALENDAR_NOT_FOUND', 'another doctor''s is another');
select is(api.get_doctor_link(:'chief', :'fay') ->> 'error', 'CALENDAR_NOT_FOUND', 'a retired doctor is known');

select * from finish();
rollback;
