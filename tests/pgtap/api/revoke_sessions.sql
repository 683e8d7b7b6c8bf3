begin;
\ir ../names.psql
select plan(18);

select account.open_session(:'ann', :'hash', sha256('one'), null, null) ->> 'session_id' as session \gset
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) ->> 'session_id' as phone \gset
select account.open_session(:'ann', :'hash', sha256('ended'), null, null) as opened \gset
select account.sign_out(sha256('ended')) as ended \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) as opened \gset
delete from medbook.audit;

select :accounts as before \gset
select is(api.revoke_sessions(:'gone'), '{"success": false, "error": "FORBIDDEN"}', 'a deactivated user is refused');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'sign out everywhere', 'actor_id',
    :'gone', 'subject_id', null, 'outcome', 'FORBIDDEN', 'trace_id', null)),
  'that is recorded'
);
select is(api.revoke_sessions(:'nobody'), '{"success": true, "revoked": 0}', 'an unknown user is signed in nowhere');
select is(api.revoke_sessions(null), '{"success": true, "revoked": 0}', 'nobody is signed in nowhere');
select is(:accounts, :'before', 'none of these changes anything');
delete from medbook.audit;

update test.clock set now = now + interval '1 hour';
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(
  api.revoke_sessions(:'ann'),
  '{"success": true, "revoked": 2}',
  'all sessions are ended, and counted: not tokens, and not those that had ended'
);
select is(revoked_at, '2030-01-07 09:00Z', 'a token is revoked') from medbook.sessions where token_hash = sha256('two');
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'so is the other session''s'
) from medbook.sessions where token_hash = sha256('phone');
select is(
  revoked_at,
  '2030-01-07 08:00Z',
  'one that had ended ended when it did'
) from medbook.sessions where token_hash = sha256('ended');
select is(revoked_at, null, 'other people''s sessions stay') from medbook.sessions where token_hash = sha256('ben');
select is(
  account.rotate_session(sha256('two'), sha256('three')) ->> 'error',
  'INVALID_TOKEN',
  'the tokens are worth nothing'
);
select is(
  array[:'session', :'phone']::uuid[] <@ account.list_revoked('1 microsecond'),
  true,
  'gateways learn that they were ended'
);
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T09:00:00+00:00', 'action', 'sign out everywhere', 'actor_id',
    :'ann', 'subject_id', :'ann', 'outcome', 'OK', 'trace_id', 'trace-1')),
  'it is recorded, once for all'
);

select :accounts as before \gset
select is(api.revoke_sessions(:'ann'), '{"success": true, "revoked": 0}', 'again there is none left');
select is(:accounts, :'before', 'and nothing changes');
select is(api.list_sessions(:'ann') -> 'sessions', '[]', 'no session is listed');
select is(
  account.open_session(:'ann', :'hash', sha256('new'), null, null) -> 'success',
  'true',
  'a user who signed out everywhere can sign in again'
);
select lives_ok(
  format('set local role medbook_gateway; select api.revoke_sessions(%L); reset role', :'ann'),
  'the gateway can end sessions'
);

select * from finish();
rollback;
