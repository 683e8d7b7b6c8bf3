begin;
\ir ../names.psql
select plan(8);

select is(account.purge_sessions(), 0, 'without sessions there is nothing to purge');
select account.open_session(:'ann', sha256('short'), '1 hour') as opened \gset
select account.open_session(:'ann', sha256('closed'), '2 hours') as opened \gset
select account.open_session(:'ben', sha256('long'), '3 hours') as opened \gset
select account.close_session(sha256('closed')) as closed \gset

update test.clock set now = '2030-01-07 08:59:59.999999Z';
select is(account.purge_sessions(), 0, 'a token is kept one microsecond before it expires');
update test.clock set now = now + interval '1 microsecond';
select is(account.purge_sessions(), 1, 'a token can be purged from the instant it expires');
select is_empty($$select from medbook.sessions where token_hash = sha256('short')$$, 'the expired token is gone');
select isnt_empty($$select from medbook.sessions where token_hash = sha256('closed')$$, 'a revoked token is kept until it expires: who uses it is recognised');
update test.clock set now = now + interval '1 day';
select is(account.purge_sessions(), 2, 'all expired tokens are purged at once');
select is(account.purge_sessions(), 0, 'a token is purged once');
select lives_ok('set local role medbook_worker; select account.purge_sessions(); reset role', 'the worker can purge');

select * from finish();
rollback;
