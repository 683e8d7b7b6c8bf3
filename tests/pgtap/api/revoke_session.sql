begin;
\ir ../names.psql
select plan(28);

select account.open_session(:'ann', :'hash', sha256('one'), null, null) ->> 'session_id' as session \gset
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) ->> 'session_id' as phone \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) ->> 'session_id' as bens \gset
delete from medbook.audit;

-- Refusals.
select :accounts as before \gset
select is(
  api.revoke_session(:'ann', :'nobody'),
  '{"success": false, "error": "SESSION_NOT_FOUND"}',
  'an unknown session is not found'
);
select is(
  api.revoke_session(:'ann', :'bens'),
  '{"success": false, "error": "SESSION_NOT_FOUND"}',
  'somebody else''s session is not found'
);
select is(api.revoke_session(:'chief', :'bens') ->> 'error', 'SESSION_NOT_FOUND', 'not by an administrator either');
select is(api.revoke_session(:'ann', :'ann') ->> 'error', 'SESSION_NOT_FOUND', 'a user''s id is not a session''s');
select is(api.revoke_session(:'ann', null) ->> 'error', 'SESSION_NOT_FOUND', 'no session is not found');
select is(api.revoke_session(:'nobody', :'session') ->> 'error', 'SESSION_NOT_FOUND', 'an unknown user has no session');
select is(api.revoke_session(null, :'session') ->> 'error', 'SESSION_NOT_FOUND', 'nobody has no session');
select is(:audited, null, 'an attempt at an unknown object is not recorded');
select is(
  api.revoke_session(:'gone', :'session'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user is refused'
);
select is(api.revoke_session(:'gone', :'nobody') ->> 'error', 'FORBIDDEN', 'not allowed comes before not found');
select is(
  :audited -> 0,
  jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'revoke session', 'actor_id', :'gone', 'subject_id',
    null, 'outcome', 'FORBIDDEN', 'trace_id', null),
  'that is recorded'
);
select is(:accounts, :'before', 'refusals change nothing');
delete from medbook.audit;

-- The end.
update test.clock set now = now + interval '1 hour';
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(
  api.revoke_session(:'ann', :'session'),
  jsonb_build_object('success', true, 'revoked', :'session'),
  'one''s own session can be ended, and is named in the answer'
);
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'its token is revoked'
) from medbook.sessions where token_hash = sha256('two');
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'so is the one that was spent before'
) from medbook.sessions where token_hash = sha256('one');
select is(revoked_at, null, 'one''s other sessions stay') from medbook.sessions where token_hash = sha256('phone');
select is(revoked_at, null, 'other people''s sessions stay') from medbook.sessions where token_hash = sha256('ben');
select is(
  account.rotate_session(sha256('two'), sha256('three')) ->> 'error',
  'INVALID_TOKEN',
  'its token is worth nothing'
);
select is(:'session'::uuid = any(account.list_revoked('1 hour')), true, 'gateways learn that it was ended');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T09:00:00+00:00', 'action', 'revoke session', 'actor_id',
    :'ann', 'subject_id', :'ann', 'outcome', 'OK', 'trace_id', 'trace-1')),
  'it is recorded'
);

-- Again.
update test.clock set now = now + interval '1 hour';
select :accounts as before \gset
select is(
  api.revoke_session(:'ann', :'session'),
  jsonb_build_object('success', true, 'revoked', :'session'),
  'ending it again is answered in the same way'
);
select is(api.revoke_session(:'ben', :'session') ->> 'error', 'SESSION_NOT_FOUND', 'to others it is not found still');
select is(:accounts, :'before', 'ending it again changes nothing');
select is(jsonb_array_length(:audited), 1, 'and is not recorded again');
select is(api.revoke_session(:'ann', :'phone') -> 'success', 'true', 'the session that asks can be ended too');
update test.clock set now = '2031-01-01Z';
select is(api.revoke_session(:'ben', :'bens') -> 'success', 'true', 'so can one that has expired');
select account.purge_sessions() as purged \gset
select is(api.revoke_session(:'ben', :'bens') ->> 'error', 'SESSION_NOT_FOUND', 'one that was purged is not found');
select lives_ok(
  format('set local role medbook_gateway; select api.revoke_session(%L, %L); reset role', :'ann', :'session'),
  'the gateway can end sessions'
);

select * from finish();
rollback;
