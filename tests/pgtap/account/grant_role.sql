begin;
\ir ../names.psql
select plan(26);

select account.open_session(:'ann', :'hash', sha256('ann'), null, null) as opened \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) as opened \gset
select api.book_slot(:'ann', :'dora_1') as booked \gset
delete from medbook.audit;

select :accounts as before \gset
select is(
  account.grant_role(:'nobody', 'ADMIN'),
  '{"success": false, "error": "USER_NOT_FOUND"}',
  'an unknown user has no role'
);
select is(account.grant_role(null, 'ADMIN') ->> 'error', 'USER_NOT_FOUND', 'nobody has no role');
select throws_ok(format('select account.grant_role(%L, null)', :'ann'), '23502', null, 'everybody has a role');
select throws_ok(format('select account.grant_role(%L, %L)', :'ann', 'OWNER'), '22P02', null, 'there are two roles');
select is(:accounts, :'before', 'none of these changes anything');
select is(:audited, null, 'none of these is recorded');

create temp table users_before as select * from medbook.users;
select :state as before \gset
update test.clock set now = now + interval '1 hour';
select is(account.grant_role(:'ann', 'ADMIN'), '{"success": true}', 'a patient can be made an administrator');
select is(core.is_admin(:'ann'), true, 'the new administrator is one at once');
select set_eq(
  'select to_jsonb(u) - ''role'' from medbook.users u',
  'select to_jsonb(u) - ''role'' from users_before u',
  'nothing else of an account changes'
);
select set_eq(
  format('select * from medbook.users where id <> %L', :'ann'),
  format('select * from users_before where id <> %L', :'ann'),
  'no other account changes'
);
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'the sessions end, with the tokens that have the old role'
) from medbook.sessions where user_id = :'ann';
select is(revoked_at, null, 'other people''s sessions stay') from medbook.sessions where user_id = :'ben';
select is(:state, :'before', 'bookings stay');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T09:00:00+00:00', 'action', 'grant role ADMIN', 'actor_id',
    null, 'subject_id', :'ann', 'outcome', 'OK', 'trace_id', null)),
  'it is recorded: a DBA did it'
);
select is(login, session_user::text, 'and which one') from medbook.audit;

select is(account.grant_role(:'chief', 'USER'), '{"success": true}', 'an administrator can be made a patient again');
select is(core.is_admin(:'chief'), false, 'a former administrator is none at once');
select is(
  api.expire_bookings(:'chief') ->> 'error',
  'FORBIDDEN',
  'administrators'' operations are refused, whatever the token says'
);
select is(:audited #>> '{1,action}', 'grant role USER', 'that is recorded too');
select is(account.grant_role(:'chief', 'USER'), '{"success": true}', 'to grant the role that somebody has succeeds');
select is(account.grant_role(:'gone', 'ADMIN'), '{"success": true}', 'a deactivated user can have a role');
select is(core.is_admin(:'gone'), false, 'which is worth nothing until the account is activated again');
select throws_ok(
  format($$set local role medbook_gateway; select account.grant_role(%L, 'ADMIN')$$, :'ben'),
  '42501',
  'permission denied for function grant_role',
  'the gateway cannot grant roles'
);
select lives_ok(
  format($$set local role medbook_operator; select account.grant_role(%L, 'ADMIN'); reset role$$, :'ben'),
  'operators can'
);

-- Calendars.
select account.grant_role(:'ann', 'ADMIN') as granted \gset
insert into medbook.calendar_links
values
  (sha256('ann'), :'ann', null, core.now()), (sha256('dora'), :'ann', :'dora', core.now()),
  (sha256('eve'), :'chief', :'eve', core.now());
select account.grant_role(:'ann', 'ADMIN') as granted \gset
select is(count(*), 3::bigint, 'an administrator who stays one keeps the calendars') from medbook.calendar_links;
select account.grant_role(:'ann', 'USER') as granted \gset
select set_eq(
  'select user_id, doctor_id from medbook.calendar_links',
  format('values (%L::uuid, null::uuid), (%L, %L)', :'ann', :'chief', :'eve'),
  'a former administrator keeps only the own one, and those of others stay'
);

select * from finish();
rollback;
