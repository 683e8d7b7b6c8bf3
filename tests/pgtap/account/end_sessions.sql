begin;
\ir ../names.psql
select plan(21);

select account.open_session(:'ann', :'hash', sha256('one'), null, null) ->> 'session_id' as first \gset
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select account.rotate_session(sha256('two'), sha256('three')) as rotated \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) ->> 'session_id' as phone \gset
select account.open_session(:'ann', :'hash', sha256('ended'), null, null) as opened \gset
select account.sign_out(sha256('ended')) as ended \gset
update medbook.settings set session_idle = '1 hour';
select account.open_session(:'ann', :'hash', sha256('idle'), null, null) as opened \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) ->> 'session_id' as bens \gset
delete from medbook.audit;
update test.clock set now = now + interval '2 hours';

select :accounts as before \gset
select is(account.end_sessions(:'nobody'), 0, 'an unknown user has no sessions');
select is(account.end_sessions(null), 0, 'nobody has no sessions');
select is(account.end_sessions(:'chief'), 0, 'a user who is not signed in has no sessions');
select is(
  account.end_sessions(:'ben'),
  0,
  'a session that expired an hour ago has ended, and its access tokens have expired'
);
select is(:accounts, :'before', 'none of these changes anything');

savepoint before;
select is(
  account.end_sessions(:'ann'),
  2,
  'sessions are counted, not tokens; those that have ended or expired are not'
);
select is(
  revoked_at,
  '2030-01-07 10:00Z',
  'a session''s token is revoked'
) from medbook.sessions where token_hash = sha256('three');
select is(
  revoked_at,
  '2030-01-07 10:00Z',
  'so are the tokens that were used before'
) from medbook.sessions where token_hash = sha256('one');
select is(
  revoked_at,
  '2030-01-07 10:00Z',
  'every session ends'
) from medbook.sessions where token_hash = sha256('phone');
select is(
  revoked_at,
  '2030-01-07 08:00Z',
  'one that had ended ended when it did'
) from medbook.sessions where token_hash = sha256('ended');
select is(
  revoked_at,
  null,
  'one that has expired is left as it is'
) from medbook.sessions where token_hash = sha256('idle');
select is(revoked_at, null, 'other people''s stay') from medbook.sessions where token_hash = sha256('ben');
select is(account.end_sessions(:'ann'), 0, 'they end once');
select is(count(*), 7::bigint, 'no token is deleted') from medbook.sessions;
select is(:audited, null, 'why they end is for the caller to record');
rollback to before;

select is(account.end_sessions(:'ann', :'first'), 1, 'one of them can stay');
select is(revoked_at, null, 'it does') from medbook.sessions where token_hash = sha256('three');
select is(revoked_at, '2030-01-07 10:00Z', 'the other ends') from medbook.sessions where token_hash = sha256('phone');
rollback to before;
select is(account.end_sessions(:'ann', :'bens'), 2, 'somebody else''s session is none of them');
rollback to before;
select is(account.end_sessions(:'ann', null), 2, 'no session is none of them');
rollback to before;
update test.clock set now = '2030-01-07 09:59:59.999999Z';
select is(account.end_sessions(:'ben'), 1, 'until then it is ended: an access token may outlive its refresh token');

select * from finish();
rollback;
