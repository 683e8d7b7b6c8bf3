begin;
\ir ../names.psql
select plan(7);

select is(api.withdraw_doctor_link(:'ann', :'dora') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(:audited #>> '{0,outcome}', 'FORBIDDEN', 'and the attempt is recorded');
select is(
  api.withdraw_doctor_link(:'chief', :'no_doctor') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'an unknown doctor has none'
);
select right(api.renew_doctor_link(:'chief', :'dora') ->> 'address', 64) as token \gset
select right(api.renew_doctor_link(:'chief', :'eve') ->> 'address', 64) as eves \gset
update medbook.users set role = 'ADMIN' where id = :'ben';
select is(
  api.withdraw_doctor_link(:'ben', :'dora'),
  '{"success": true, "withdrawn": true}',
  'any administrator can withdraw a doctor''s link'
);
select is(api.get_doctor_calendar(:'dora', :'token') ->> 'error', 'CALENDAR_NOT_FOUND', 'which is dead then');
select is(api.get_doctor_calendar(:'eve', :'eves') -> 'success', 'true', 'another doctor''s stays');
select is(api.withdraw_doctor_link(:'chief', :'dora') -> 'withdrawn', 'false', 'a repeated call changes nothing');

select * from finish();
rollback;
