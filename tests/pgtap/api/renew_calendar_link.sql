begin;
\ir ../names.psql
select plan(10);

select api.renew_calendar_link(:'ann') as made \gset
select matches(
  :'made'::jsonb ->> 'address',
  '^/v1/me/calendar\.ics\?token=[0-9a-f]{64}$',
  'the address has a token of 64 hexadecimal digits'
);
select is(
  :'made'::jsonb -> 'link',
  jsonb_build_object('doctor_id', null, 'made_by', :'ann', 'created_at', '2030-01-07T08:00:00+00:00'),
  'and the answer says whose it is and since when'
);
select right(:'made'::jsonb ->> 'address', 64) as token \gset
select is(
  token_hash,
  sha256(:'token'::bytea),
  'only the token''s hash is stored'
) from medbook.calendar_links;
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'renew calendar link', 'actor_id',
    :'ann', 'subject_id', :'ann', 'outcome', 'OK', 'trace_id', null)),
  'it is recorded, without the token'
);

update test.clock set now = now + interval '1 minute';
select right(api.renew_calendar_link(:'ann') ->> 'address', 64) as other \gset
select isnt(:'other'::text, :'token', 'a new one is another');
select is(api.get_calendar(:'token') ->> 'error', 'CALENDAR_NOT_FOUND', 'and the old one is dead');
select is(api.get_calendar(:'other') -> 'success', 'true', 'instead of which it is valid');
select is(created_at, '2030-01-07 08:01Z', 'it begins anew') from medbook.calendar_links;
select api.renew_calendar_link(:'ben') as made \gset
select is(count(*), 2::bigint, 'others have their own') from medbook.calendar_links;
select is(api.renew_calendar_link(:'gone') ->> 'error', 'FORBIDDEN', 'a deactivated user gets none');

select * from finish();
rollback;
