begin;
\ir ../names.psql
select plan(19);

select account.open_session(:'ann', :'hash', sha256('one'), null, null) as opened \gset
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) as opened \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) as opened \gset
delete from medbook.audit;

select :accounts as before \gset
select is(account.sign_out(sha256('never')), '{"success": true}', 'signing out with an unknown token succeeds');
select is(account.sign_out(null), '{"success": true}', 'signing out without a token succeeds');
select is(:accounts, :'before', 'neither changes anything');
select is(:audited, null, 'neither is recorded');

select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(account.sign_out(sha256('two')), '{"success": true}', 'a session can be ended by its token');
select is(
  revoked_at,
  '2030-01-07 08:00Z',
  'the token is revoked'
) from medbook.sessions where token_hash = sha256('two');
select is(
  revoked_at,
  '2030-01-07 08:00Z',
  'so is the one that it descends from'
) from medbook.sessions where token_hash = sha256('one');
select is(
  revoked_at,
  null,
  'another session of the same user stays'
) from medbook.sessions where token_hash = sha256('phone');
select is(revoked_at, null, 'the session of another user stays') from medbook.sessions where token_hash = sha256('ben');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'sign out', 'actor_id', :'ann',
    'subject_id', :'ann', 'outcome', 'OK', 'trace_id', 'trace-1')),
  'it is recorded'
);

update test.clock set now = now + interval '1 hour';
select is(account.sign_out(sha256('two')), '{"success": true}', 'ending it again succeeds');
select is(account.sign_out(sha256('one')), '{"success": true}', 'so does ending it by a spent token');
select is(
  revoked_at,
  '2030-01-07 08:00Z',
  'ending it again changes nothing'
) from medbook.sessions where token_hash = sha256('two');
select is(jsonb_array_length(:audited), 1, 'ending it again is not recorded again');
select account.rotate_session(sha256('ben'), sha256('ben 2')) as rotated \gset
select account.sign_out(sha256('ben')) as ended \gset
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'a spent token ends the session too'
) from medbook.sessions where token_hash = sha256('ben 2');
select is(:audited #>> '{0,subject_id}', :'ben', 'the session''s user is recorded');
select lives_ok(
  $$set local role medbook_gateway; select account.sign_out(sha256('phone')); reset role$$,
  'the gateway can end sessions'
);
select is(
  revoked_at,
  '2030-01-07 09:00Z',
  'the other session can be ended too'
) from medbook.sessions where token_hash = sha256('phone');
select is(count(*), 5::bigint, 'no token is deleted') from medbook.sessions;

select * from finish();
rollback;
