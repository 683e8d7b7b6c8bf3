begin;
\ir ../names.psql
select plan(9);

select is(
  api.withdraw_calendar_link(:'ann'),
  '{"success": true, "withdrawn": false}',
  'without a link there is none to withdraw'
);
select is(:audited, null, 'and nothing to record');
select right(api.renew_calendar_link(:'ann') ->> 'address', 64) as token \gset
select right(api.renew_calendar_link(:'ben') ->> 'address', 64) as bens \gset
select right(api.renew_doctor_link(:'chief', :'dora') ->> 'address', 64) as doras \gset
select is(api.withdraw_calendar_link(:'ann'), '{"success": true, "withdrawn": true}', 'a link can be withdrawn');
select is(api.get_calendar(:'token') ->> 'error', 'CALENDAR_NOT_FOUND', 'and is dead');
select is(api.get_calendar(:'bens') -> 'success', 'true', 'another''s stays');
select is(:audited #>> '{0,action}', 'withdraw calendar link', 'it is recorded');
select is(api.withdraw_calendar_link(:'chief') -> 'withdrawn', 'false', 'a doctor''s is not the administrator''s own');
select is(api.get_doctor_calendar(:'dora', :'doras') -> 'success', 'true', 'and stays');
select is(api.withdraw_calendar_link(:'gone') ->> 'error', 'FORBIDDEN', 'a deactivated user can do nothing');

select * from finish();
rollback;
