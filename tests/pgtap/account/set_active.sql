begin;
\ir ../names.psql
select plan(39);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select account.open_session(:'ann', :'hash', sha256('ann'), null, null) ->> 'session_id' as session \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) as opened \gset
select api.renew_calendar_link(:'ann') as linked \gset
delete from medbook.audit;

select :accounts as before \gset
select is(
  account.set_active(:'nobody', false),
  '{"success": false, "error": "USER_NOT_FOUND"}',
  'an unknown user is not found'
);
select is(account.set_active(null, false) ->> 'error', 'USER_NOT_FOUND', 'nobody is not found');
select throws_ok(format('select account.set_active(%L, null)', :'ann'), '23502', null, 'a user is active or not');
select is(:accounts, :'before', 'none of these changes anything');
select is(:audited, null, 'none of these is recorded');

-- Deactivated.
create temp table users_before as select * from medbook.users;
select :state as before \gset
update test.clock set now = now + interval '1 minute';
select is(account.set_active(:'ann', false), '{"success": true}', 'a user can be deactivated');
select is(is_active, false, 'the user is no longer active') from medbook.users where id = :'ann';
select set_eq(
  'select to_jsonb(u) - ''is_active'' from medbook.users u',
  'select to_jsonb(u) - ''is_active'' from users_before u',
  'nothing else of an account changes'
);
select set_eq(
  format('select * from medbook.users where id <> %L', :'ann'),
  format('select * from users_before where id <> %L', :'ann'),
  'no other account changes'
);
select is(revoked_at, '2030-01-07 08:01Z', 'the sessions end') from medbook.sessions where user_id = :'ann';
select is(revoked_at, null, 'other people''s sessions stay') from medbook.sessions where user_id = :'ben';
select is_empty('select from medbook.calendar_links', 'the secret address of the calendar ends');
select is(:state, :'before', 'bookings stay');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:01:00+00:00', 'action', 'deactivate', 'actor_id', null,
    'subject_id', :'ann', 'outcome', 'OK', 'trace_id', null)),
  'it is recorded: a DBA did it'
);

-- A deactivated user can do nothing.
delete from medbook.audit;
select is(
  account.open_session(:'ann', :'hash', sha256('x'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a deactivated user cannot sign in'
);
select is(account.rotate_session(sha256('ann'), sha256('x')) ->> 'error', 'INVALID_TOKEN', 'nor go on with a session');
select is(
  account.change_password(:'ann', null, :'hash', '$argon2id$new') ->> 'error',
  'INVALID_CREDENTIALS',
  'nor change the password'
);
select is_empty(format('select from account.get_password(%L)', :'ann'), 'nor have it checked');
select is(api.get_user(:'ann') ->> 'error', 'FORBIDDEN', 'nor see the account');
select is(api.list_sessions(:'ann') ->> 'error', 'FORBIDDEN', 'nor list sessions');
select is(api.revoke_session(:'ann', :'session') ->> 'error', 'FORBIDDEN', 'nor end one');
select is(api.revoke_sessions(:'ann') ->> 'error', 'FORBIDDEN', 'nor all');
select is(api.list_bookings(:'ann') ->> 'error', 'FORBIDDEN', 'nor list bookings');
select is(api.get_booking(:'ann', :'held') ->> 'error', 'FORBIDDEN', 'nor see one');
select is(api.book_slot(:'ann', :'dora_2') ->> 'error', 'FORBIDDEN', 'nor book');
select is(api.book_slot(:'ann', :'dora_1') ->> 'error', 'FORBIDDEN', 'nor ask for the booking again');
select is(api.confirm_booking(:'ann', :'held') ->> 'error', 'FORBIDDEN', 'nor confirm');
select is(api.cancel_booking(:'ann', :'held') ->> 'error', 'FORBIDDEN', 'nor cancel');
select is(:state, :'before', 'all that changes nothing');
select set_eq($$select action || ' ' || outcome || ' ' || count(*) from medbook.audit group by action, outcome$$,
  array['revoke session FORBIDDEN 1', 'sign out everywhere FORBIDDEN 1', 'book slot FORBIDDEN 2',
    'sign in INVALID_CREDENTIALS 1', 'change password INVALID_CREDENTIALS 1', 'confirm booking FORBIDDEN 1',
    'cancel booking FORBIDDEN 1'], 'attempts to change something are recorded');
select set_eq(
  $$select distinct coalesce(actor_id, subject_id) from medbook.audit$$,
  array[:'ann']::uuid[],
  'and the actor'
);
select is(account.set_active(:'ann', false), '{"success": true}', 'deactivating again succeeds');
select is(:audited #>> '{0,action}', 'deactivate', 'and is recorded again');

-- Activated again.
select is(account.set_active(:'ann', true), '{"success": true}', 'a user can be activated again');
select is(:audited #>> '{0,action}', 'activate', 'that is recorded too');
select is(
  account.rotate_session(sha256('ann'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'the sessions that ended stay ended'
);
select is(
  account.open_session(:'ann', :'hash', sha256('new'), null, null) -> 'success',
  'true',
  'an activated user can sign in again'
);
select throws_ok(
  format('set local role medbook_gateway; select account.set_active(%L, true)', :'gone'),
  '42501',
  'permission denied for function set_active',
  'the gateway cannot activate anybody'
);
select lives_ok(
  format('set local role medbook_operator; select account.set_active(%L, true); reset role', :'gone'),
  'operators can'
);

select * from finish();
rollback;
