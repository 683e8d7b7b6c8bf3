begin;
\ir ../names.psql
select plan(34);

select account.open_session(:'ann', sha256('one'), '30 days') as opened \gset
select account.open_session(:'ann', sha256('phone'), '30 days') as opened \gset
select account.open_session(:'ben', sha256('ben'), '30 days') as opened \gset

-- The exchange.
update test.clock set now = now + interval '1 day';
select account.rotate_session(sha256('one'), sha256('two'), '10 days') as answer \gset
select is(:'answer'::jsonb, api.get_user(:'ann'), 'the answer shows the account');
select is(used_at, '2030-01-08 08:00Z', 'the old token is used') from medbook.sessions where token_hash = sha256('one');
select is(revoked_at, null, 'the old token is not revoked') from medbook.sessions where token_hash = sha256('one');
select is(parent, sha256('one'), 'the new token descends from the old one') from medbook.sessions where token_hash = sha256('two');
select is(family, (select family from medbook.sessions where token_hash = sha256('one')), 'the new token is of the same family') from medbook.sessions where token_hash = sha256('two');
select is(user_id, :'ann'::uuid, 'the new token is the same user''s') from medbook.sessions where token_hash = sha256('two');
select is(created_at, '2030-01-08 08:00Z', 'the new token begins now') from medbook.sessions where token_hash = sha256('two');
select is(expires_at, '2030-01-18 08:00Z', 'the new token has its own lifetime') from medbook.sessions where token_hash = sha256('two');
select is(used_at, null, 'the new token is unused') from medbook.sessions where token_hash = sha256('two');
select is(account.rotate_session(sha256('two'), sha256('three'), '10 days') -> 'success', 'true', 'the new token can be exchanged in turn');

-- Refusals.
create temp table before as select * from medbook.sessions;
select is(account.rotate_session(sha256('never'), sha256('x'), '10 days'), '{"success": false, "error": "INVALID_TOKEN"}', 'an unknown token is refused');
select is(account.rotate_session(null, sha256('x'), '10 days') ->> 'error', 'INVALID_TOKEN', 'no token is refused');
select set_eq('select * from medbook.sessions', 'select * from before', 'an unknown token changes nothing');

select is(account.rotate_session(sha256('one'), sha256('x'), '10 days') ->> 'error', 'INVALID_TOKEN', 'a used token is refused');
select isnt(revoked_at, null, 'a used token revokes its successor, the live one included') from medbook.sessions where token_hash = sha256('three');
select is(revoked_at, '2030-01-08 08:00Z', 'the revocation is dated') from medbook.sessions where token_hash = sha256('one');
select is_empty($$select from medbook.sessions where token_hash = sha256('x')$$, 'a refused exchange makes no token');
select is(account.rotate_session(sha256('three'), sha256('x'), '10 days') ->> 'error', 'INVALID_TOKEN', 'a revoked token is refused');
select is(revoked_at, null, 'another login of the same user stays') from medbook.sessions where token_hash = sha256('phone');
select is(revoked_at, null, 'the login of another user stays') from medbook.sessions where token_hash = sha256('ben');
select is(account.rotate_session(sha256('phone'), sha256('phone 2'), '10 days') -> 'success', 'true', 'another login can go on');
update test.clock set now = now + interval '1 hour';
select is(account.rotate_session(sha256('one'), sha256('x'), '10 days') ->> 'error', 'INVALID_TOKEN', 'a used token is refused again');
select is(revoked_at, '2030-01-08 08:00Z', 'the first revocation stands') from medbook.sessions where token_hash = sha256('three');

-- Expiry, to the microsecond: Ben's token ends at 2030-02-06 08:00.
savepoint on_time;
update test.clock set now = '2030-02-06 07:59:59.999999Z';
select is(account.rotate_session(sha256('ben'), sha256('ben 2'), '10 days') -> 'success', 'true', 'a token is good one microsecond before it expires');
rollback to on_time;
update test.clock set now = '2030-02-06 08:00Z';
select is(account.rotate_session(sha256('ben'), sha256('ben 2'), '10 days') ->> 'error', 'INVALID_TOKEN', 'a token is refused from the instant it expires');
select is_empty($$select from medbook.sessions where token_hash = sha256('ben 2')$$, 'an expired token is not exchanged');
rollback to on_time;

-- Who may no longer sign in.
update medbook.users set is_active = false where id = :'ben';
select is(account.rotate_session(sha256('ben'), sha256('ben 2'), '10 days') ->> 'error', 'INVALID_TOKEN', 'a token of an inactive account is refused');
select is(used_at, null, 'a token of an inactive account is not used up') from medbook.sessions where token_hash = sha256('ben');
select is_empty($$select from medbook.sessions where token_hash = sha256('ben 2')$$, 'an inactive account gets no token');
rollback to on_time;

select account.close_session(sha256('ben')) as closed \gset
select is(account.rotate_session(sha256('ben'), sha256('ben 2'), '10 days') ->> 'error', 'INVALID_TOKEN', 'a token of a closed session is refused');
rollback to on_time;

select throws_ok($$select account.rotate_session(sha256('ben'), 'raw', '10 days')$$, '23514', null, 'a token that is not hashed is never stored');
select is(used_at, null, 'an exchange that broke used nothing up') from medbook.sessions where token_hash = sha256('ben');
select throws_ok($$select account.rotate_session(sha256('ben'), sha256('ben'), '10 days')$$, '23505', null, 'a token cannot be exchanged for itself');
select is(account.rotate_session(sha256('ben'), sha256('ben 2'), '10 days') -> 'success', 'true', 'after all that the good token still is good');

select * from finish();
rollback;
