begin;
\ir ../names.psql
select plan(33);
\set new '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA'

select account.open_session(:'ann', :'hash', sha256('here'), '192.0.2.1', null) ->> 'session_id' as here \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) ->> 'session_id' as phone \gset
select account.rotate_session(sha256('phone'), sha256('phone 2')) as rotated \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) ->> 'session_id' as bens \gset
delete from medbook.audit;

-- Refusals, none of which changes anything.
select :accounts as before \gset
select is(
  account.change_password(:'ann', :'here', '$argon2id$another', :'new'),
  '{"success": false, "error": "INVALID_CREDENTIALS"}',
  'a check of a password that was changed since is refused'
);
select is(
  account.change_password(:'ann', :'here', null, :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'a call without a checked hash is refused'
);
select is(
  account.change_password(:'gone', :'here', :'hash', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'an inactive account''s password cannot be changed'
);
select is(
  account.change_password(:'nobody', :'here', :'hash', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'an unknown account''s password cannot be changed'
);
select is(
  account.change_password(null, :'here', :'hash', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'nobody''s password cannot be changed'
);
select throws_ok(
  format('select account.change_password(%L, %L, %L, %L)', :'ann', :'here', :'hash', 'secret'),
  '23514',
  null,
  'a password in clear text is never stored'
);
select is(
  account.change_password(:'ann', :'here', :'hash', null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a password is not taken away'
);
select is(:accounts, :'before', 'refusals change nothing');
select set_eq(
  $$select action || ' ' || outcome || ' ' || count(*) from medbook.audit group by action, outcome$$,
  array['change password INVALID_CREDENTIALS 6'],
  'the attempts are recorded'
);
delete from medbook.audit;

-- The change.
savepoint unchanged;
update test.clock set now = now + interval '1 hour';
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
create temp table users_before as select * from medbook.users;
select is(
  account.change_password(:'ann', :'here', :'hash', :'new'),
  '{"success": true}',
  'with the current password it can be changed'
);
select is(password_hash, :'new', 'the new hash is kept') from medbook.users where id = :'ann';
select set_eq(
  'select to_jsonb(u) - ''password_hash'' from medbook.users u',
  'select to_jsonb(u) - ''password_hash'' from users_before u',
  'nothing else of an account is changed'
);
select set_eq(
  format('select * from medbook.users where id <> %L', :'ann'),
  format('select * from users_before where id <> %L', :'ann'),
  'nobody else''s password is changed'
);
select is(revoked_at, null, 'the caller''s session stays') from medbook.sessions where token_hash = sha256('here');
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'the caller''s other sessions end'
) from medbook.sessions where token_hash = sha256('phone 2');
select is(revoked_at, null, 'other people''s sessions stay') from medbook.sessions where token_hash = sha256('ben');
select is(
  account.rotate_session(sha256('here'), sha256('here 2')) -> 'success',
  'true',
  'the caller''s session can be refreshed'
);
select is(account.rotate_session(sha256('phone 2'), sha256('x')) ->> 'error', 'INVALID_TOKEN', 'the others cannot');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T09:00:00+00:00', 'action', 'change password', 'actor_id',
    :'ann', 'subject_id', :'ann', 'outcome', 'OK', 'trace_id', 'trace-1')),
  'the change is recorded'
);
select unalike(:audited::text, '%argon2id%', 'the audit holds no hash');
select :accounts as before \gset
select is(
  account.change_password(:'ann', :'here', :'hash', '$argon2id$third') ->> 'error',
  'INVALID_CREDENTIALS',
  'the old password cannot change it again'
);
select is(:accounts, :'before', 'the attempt changes nothing');
select is(
  account.open_session(:'ann', :'hash', sha256('late'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a check of the old password is no longer enough to sign in'
);
select is(
  account.change_password(:'ann', :'here', :'new', :'hash') -> 'success',
  'true',
  'the new password can be changed in turn'
);
rollback to unchanged;

-- Which session stays.
select is(
  account.change_password(:'ann', null, :'hash', :'new') -> 'success',
  'true',
  'a password can be changed without a session'
);
select is(count(*), 0::bigint, 'no session of the caller stays then') from api.session where id in (:'here', :'phone');
select is(count(*), 1::bigint, 'those of others stay') from api.session;
rollback to unchanged;
select is(
  account.change_password(:'ann', :'bens', :'hash', :'new') -> 'success',
  'true',
  'a session of somebody else is none of the caller''s'
);
select is(array_agg(id), array[:'bens']::uuid[], 'all sessions of the caller end then, and no other') from api.session;
rollback to unchanged;
select is(
  account.change_password(:'ann', :'phone', :'hash', :'new') -> 'success',
  'true',
  'it can be changed from any session'
);
select is(
  array_agg(id order by id),
  (select array_agg(id order by id) from unnest(array[:'phone', :'bens']::uuid[]) id),
  'that one stays, however often it was refreshed'
) from api.session;
rollback to unchanged;

select is(
  account.change_password(:'ann', :'here', :'hash', :'hash') -> 'success',
  'true',
  'the same password is a new one: the gateway checks it'
);
select lives_ok(
  format('set local role medbook_gateway; select account.change_password(%L, %L, %L, %L); reset role', :'ann', :'here',
    :'hash', :'new'),
  'the gateway can change passwords'
);

select * from finish();
rollback;
