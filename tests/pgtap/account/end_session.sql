begin;
\ir ../names.psql
select plan(15);

select account.open_session(:'ann', :'hash', sha256('one'), null, null) ->> 'session_id' as session \gset
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) ->> 'session_id' as phone \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) as opened \gset
delete from medbook.audit;

select :accounts as before \gset
select is(account.end_session(:'nobody'), false, 'an unknown session cannot be ended');
select is(account.end_session(null), false, 'no session cannot be ended');
select is(account.end_session(:'ann'), false, 'a user''s id is not a session''s');
select is(:accounts, :'before', 'none of these changes anything');

update test.clock set now = now + interval '1 microsecond';
select is(account.end_session(:'session'), true, 'a session can be ended');
select is(
  revoked_at,
  '2030-01-07 08:00:00.000001Z',
  'its token is revoked'
) from medbook.sessions where token_hash = sha256('two');
select is(
  revoked_at,
  '2030-01-07 08:00:00.000001Z',
  'so are the tokens that were used before'
) from medbook.sessions where token_hash = sha256('one');
select is(used_at, null, 'a token that is revoked is not spent') from medbook.sessions where token_hash = sha256('two');
select is(
  revoked_at,
  null,
  'another session of the same user stays'
) from medbook.sessions where token_hash = sha256('phone');
select is(revoked_at, null, 'the session of another user stays') from medbook.sessions where token_hash = sha256('ben');
update test.clock set now = now + interval '1 hour';
select is(account.end_session(:'session'), false, 'a session ends once');
select is(
  revoked_at,
  '2030-01-07 08:00:00.000001Z',
  'and ended when it ended'
) from medbook.sessions where token_hash = sha256('two');
update test.clock set now = '2031-01-01Z';
select is(account.end_session(:'phone'), true, 'a session that has merely expired can be ended');
select is(count(*), 4::bigint, 'no token is deleted') from medbook.sessions;
select is(:audited, null, 'why it ends is for the caller to record');

select * from finish();
rollback;
