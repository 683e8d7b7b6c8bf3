begin;
\ir ../names.psql
select plan(9);

select is(api.renew_doctor_link(:'ann', :'dora') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(:audited #>> '{0,outcome}', 'FORBIDDEN', 'and the attempt is recorded');
select is(api.renew_doctor_link(:'chief', :'no_doctor') ->> 'error', 'DOCTOR_NOT_FOUND', 'an unknown doctor gets none');
select api.renew_doctor_link(:'chief', :'dora') as made \gset
select is(
  left(:'made'::jsonb ->> 'address', -64),
  format('/v1/doctors/%s/calendar.ics?token=', :'dora'),
  'the address is that of the doctor''s calendar, with a token'
);
select right(:'made'::jsonb ->> 'address', 64) as token \gset
select is(
  :audited -> 0,
  jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'renew calendar link', 'actor_id', :'chief',
    'subject_id', null, 'outcome', 'OK', 'trace_id', null),
  'it is recorded, without the token'
);
update medbook.users set role = 'ADMIN' where id = :'ben';
select right(api.renew_doctor_link(:'ben', :'dora') ->> 'address', 64) as other \gset
select is(api.get_doctor_calendar(:'dora', :'token') ->> 'error', 'CALENDAR_NOT_FOUND',
  'when another administrator renews it, the old one is dead');
select is(api.get_doctor_calendar(:'dora', :'other') -> 'success', 'true', 'instead of which the new one is valid');
select is(user_id, :'ben', 'and is that administrator''s') from medbook.calendar_links;
select is(api.renew_doctor_link(:'chief', :'fay') -> 'success', 'true', 'a retired doctor has a calendar too');

select * from finish();
rollback;
