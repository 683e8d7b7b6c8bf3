begin;
\ir ../names.psql
select plan(5);

select is(
  api.get_calendar_link(:'ann'),
  '{"success": false, "error": "CALENDAR_NOT_FOUND"}',
  'without a link there is nothing to tell'
);
select api.renew_calendar_link(:'ann') as made \gset
select is(
  api.get_calendar_link(:'ann'),
  jsonb_build_object('success', true, 'link', jsonb_build_object(
    'doctor_id', null, 'made_by', :'ann', 'created_at', '2030-01-07T08:00:00+00:00')),
  'it tells since when there is one, and nothing of the address'
);
select is(api.get_calendar_link(:'ben') ->> 'error', 'CALENDAR_NOT_FOUND', 'another''s link is not one''s own');
select api.renew_doctor_link(:'chief', :'dora') as made \gset
select is(api.get_calendar_link(:'chief') ->> 'error', 'CALENDAR_NOT_FOUND', 'nor is that of a doctor');
select is(api.get_calendar_link(:'gone') ->> 'error', 'FORBIDDEN', 'a deactivated user sees nothing');

select * from finish();
rollback;
