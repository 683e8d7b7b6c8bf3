begin;
\ir ../names.psql
select plan(11);

select is(account.purge_sessions(), 0, 'without sessions there is nothing to purge');
update medbook.settings set session_idle = '1 hour';
select account.open_session(:'ann', :'hash', sha256('short'), null, null) as opened \gset
update medbook.settings set session_idle = '2 hours';
select account.open_session(:'ann', :'hash', sha256('ended'), null, null) as opened \gset
update medbook.settings set session_idle = '3 hours';
select account.open_session(:'ben', :'hash', sha256('long'), null, null) as opened \gset
select account.sign_out(sha256('ended')) as ended \gset
update medbook.settings set session_idle = '1 day';
select account.rotate_session(sha256('short'), sha256('short 2')) as rotated \gset
select :audited as recorded \gset

update test.clock set now = '2030-01-07 09:59:59.999999Z';
select is(
  account.purge_sessions(),
  0,
  'a token is kept until an hour after it expired, when its access token has expired too'
);
update test.clock set now = now + interval '1 microsecond';
select is(account.purge_sessions(), 1, 'then it can be purged');
select is_empty($$select from medbook.sessions where token_hash = sha256('short')$$, 'the expired token is gone');
select is(account.rotate_session(sha256('short 2'), sha256('short 3')) -> 'success', 'true', 'its session goes on');
select isnt_empty(
  $$select from medbook.sessions where token_hash = sha256('ended')$$,
  'a revoked token stays as long, so that its reuse is recognised'
);
update test.clock set now = now + interval '2 days';
select is(account.purge_sessions(), 4, 'all expired tokens are purged at once');
select is_empty('select from medbook.sessions', 'nothing is left of them');
select is(account.purge_sessions(), 0, 'a token is purged once');
select is(:audited, :'recorded'::jsonb, 'the audit stays, and nothing is added');
select lives_ok('set local role medbook_worker; select account.purge_sessions(); reset role', 'the worker can purge');

select * from finish();
rollback;
