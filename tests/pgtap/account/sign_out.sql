begin;
\ir ../names.psql
select plan(9);

select account.open_session(:'ann', sha256('one'), '30 days') as opened \gset
select account.rotate_session(sha256('one'), sha256('two'), '30 days') as rotated \gset
select account.open_session(:'ann', sha256('phone'), '30 days') as opened \gset
create temp table before as select * from medbook.sessions;

select lives_ok($$select account.close_session(sha256('never'))$$, 'an unknown token can be closed');
select lives_ok('select account.close_session(null)', 'no token can be closed');
select set_eq('select * from medbook.sessions', 'select * from before', 'neither changes anything');

select account.close_session(sha256('two')) as closed \gset
select is(revoked_at, '2030-01-07 08:00Z', 'the token is revoked') from medbook.sessions where token_hash = sha256('two');
select is(revoked_at, '2030-01-07 08:00Z', 'so is the one that it descends from') from medbook.sessions where token_hash = sha256('one');
select is(revoked_at, null, 'another login of the same user stays') from medbook.sessions where token_hash = sha256('phone');

update test.clock set now = now + interval '1 hour';
select account.close_session(sha256('two')) as closed \gset
select is(revoked_at, '2030-01-07 08:00Z', 'closing it again changes nothing') from medbook.sessions where token_hash = sha256('two');
select account.close_session(sha256('phone')) as closed \gset
select is(revoked_at, '2030-01-07 09:00Z', 'the other login can be closed too') from medbook.sessions where token_hash = sha256('phone');
select is(count(*), 3::bigint, 'no session is deleted') from medbook.sessions;

select * from finish();
rollback;
