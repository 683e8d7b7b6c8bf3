begin;
\ir ../names.psql
select plan(78);

select account.open_session(:'ann', :'hash', sha256('one'), '192.0.2.1', 'Firefox') ->> 'session_id' as session \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) as opened \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) as opened \gset
delete from medbook.audit;

-- The exchange.
update test.clock set now = now + interval '1 day';
select account.rotate_session(sha256('one'), sha256('two')) as answer \gset
select is(:'answer'::jsonb - 'session_id', api.get_user(:'ann'), 'the answer shows the account');
select is(:'answer'::jsonb ->> 'session_id', :'session', 'the answer has the session''s id, which stays');
select is(
  used_at,
  '2030-01-08 08:00Z',
  'the old token is spent'
) from medbook.sessions where token_hash = sha256('one');
select is(revoked_at, null, 'the old token is not revoked') from medbook.sessions where token_hash = sha256('one');
select is(
  parent,
  sha256('one'),
  'the new token descends from the old one'
) from medbook.sessions where token_hash = sha256('two');
select is(
  family,
  :'session',
  'the new token is of the same session'
) from medbook.sessions where token_hash = sha256('two');
select is(
  user_id,
  :'ann'::uuid,
  'the new token is the same user''s'
) from medbook.sessions where token_hash = sha256('two');
select is(
  created_at,
  '2030-01-08 08:00Z',
  'the new token begins now'
) from medbook.sessions where token_hash = sha256('two');
select is(
  expires_at,
  '2030-02-07 08:00Z',
  'the new token lasts 30 days from now'
) from medbook.sessions where token_hash = sha256('two');
select is(
  started_at,
  '2030-01-07 08:00Z',
  'the session began when it began'
) from medbook.sessions where token_hash = sha256('two');
select is(
  ends_at,
  '2030-04-07 08:00Z',
  'the session ends when it was to end'
) from medbook.sessions where token_hash = sha256('two');
select is(
  address || ' ' || user_agent,
  '192.0.2.1 Firefox',
  'where from and with what stay those of the sign-in'
) from medbook.sessions where token_hash = sha256('two');
select is(used_at, null, 'the new token is unused') from medbook.sessions where token_hash = sha256('two');
select is(
  account.rotate_session(sha256('two'), sha256('three')) -> 'success',
  'true',
  'the new token can be exchanged in turn'
);
select is(:audited, null, 'an exchange is nothing to record');

-- Unknown tokens.
select :accounts as before \gset
select is(
  account.rotate_session(sha256('never'), sha256('x')),
  '{"success": false, "error": "INVALID_TOKEN"}',
  'an unknown token is refused'
);
select is(account.rotate_session(null, sha256('x')) ->> 'error', 'INVALID_TOKEN', 'no token is refused');
select is(:accounts, :'before', 'an unknown token changes nothing');
select is(:audited, null, 'an unknown token is not recorded: it has no user');

-- A spent token ends the session, and that is recorded.
savepoint spent;
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(
  account.rotate_session(sha256('one'), sha256('x')),
  '{"success": false, "error": "INVALID_TOKEN"}',
  'a token whose successor was used is refused'
);
select is(
  revoked_at,
  '2030-01-08 08:00Z',
  'the live token is revoked'
) from medbook.sessions where token_hash = sha256('three');
select is(
  revoked_at,
  '2030-01-08 08:00Z',
  'so is the one that came twice'
) from medbook.sessions where token_hash = sha256('one');
select is_empty($$select from medbook.sessions where token_hash = sha256('x')$$, 'a refused exchange makes no token');
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-08T08:00:00+00:00', 'action', 'reuse refresh token', 'actor_id',
    null, 'subject_id', :'ann', 'outcome', 'INVALID_TOKEN', 'trace_id', 'trace-1')),
  'the reuse is recorded, with the token''s user and no actor'
);
select is(
  revoked_at,
  null,
  'another session of the same user stays'
) from medbook.sessions where token_hash = sha256('phone');
select is(revoked_at, null, 'the session of another user stays') from medbook.sessions where token_hash = sha256('ben');
select is(
  account.rotate_session(sha256('three'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'a revoked token is refused'
);
update test.clock set now = now + interval '1 hour';
select is(
  account.rotate_session(sha256('one'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'a spent token is refused again'
);
select is(
  revoked_at,
  '2030-01-08 08:00Z',
  'the first revocation stands'
) from medbook.sessions where token_hash = sha256('three');
select is(jsonb_array_length(:audited), 1, 'the session ended once, which is recorded once');
select is(
  account.rotate_session(sha256('phone'), sha256('phone 2')) -> 'success',
  'true',
  'the other session can go on'
);
rollback to spent;

-- The answer was lost: for ten seconds the spent token is good again, unless its successor was used.
select account.rotate_session(sha256('phone'), sha256('lost')) as lost \gset
savepoint lost;
update test.clock set now = now + interval '10 seconds' - interval '1 microsecond';
select account.rotate_session(sha256('phone'), sha256('found')) as answer \gset
select is(
  :'answer'::jsonb,
  :'lost'::jsonb,
  'a spent token whose successor is unused is good for ten seconds, and answered as before'
);
select is(
  parent,
  sha256('phone'),
  'the second successor descends from the same token'
) from medbook.sessions where token_hash = sha256('found');
select is(
  used_at,
  '2030-01-08 08:00Z',
  'the token was spent when it first came'
) from medbook.sessions where token_hash = sha256('phone');
select is(
  used_at,
  '2030-01-08 08:00:09.999999Z',
  'the successor that was lost counts as spent'
) from medbook.sessions where token_hash = sha256('lost');
select is(revoked_at, null, 'the session goes on') from medbook.sessions where token_hash = sha256('found');
select is(:audited, null, 'a lost answer is nothing to record');
savepoint found;
select is(
  account.rotate_session(sha256('found'), sha256('next')) -> 'success',
  'true',
  'the second successor can be exchanged'
);
rollback to found;
select is(
  account.rotate_session(sha256('lost'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'a successor that was replaced is refused at once'
);
select is(
  revoked_at,
  '2030-01-08 08:00:09.999999Z',
  'a successor that was replaced ends the session: one of the two was stolen'
) from medbook.sessions where token_hash = sha256('found');
select is(:audited #>> '{0,action}', 'reuse refresh token', 'that is recorded');
rollback to found;
update test.clock set now = now + interval '1 microsecond';
select is(
  account.rotate_session(sha256('phone'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'a second try does not prolong the grace'
);
rollback to lost;
update test.clock set now = now + interval '9 seconds';
select is(account.rotate_session(sha256('phone'), sha256('found')) -> 'success', 'true', 'an answer can be lost');
select is(
  account.rotate_session(sha256('phone'), sha256('found again')) -> 'success',
  'true',
  'an answer can be lost twice'
);
select is(
  array_agg(token_hash),
  array[sha256('found again')],
  'only one of all successors is valid'
) from medbook.sessions where parent = sha256('phone') and used_at is null;
select is(account.rotate_session(sha256('found again'), sha256('next')) -> 'success', 'true', 'the last one is it');
select is(
  account.rotate_session(sha256('phone'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'when it was used, the spent token is refused, within the ten seconds too'
);
select is(revoked_at is not null, true, 'and ends the session') from medbook.sessions where token_hash = sha256('next');
rollback to lost;
update test.clock set now = now + interval '10 seconds';
select is(
  account.rotate_session(sha256('phone'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'a spent token is refused from ten seconds on'
);
select is(
  revoked_at,
  '2030-01-08 08:00:10Z',
  'and ends the session, though its successor is unused'
) from medbook.sessions where token_hash = sha256('lost');
select is(:audited #>> '{0,outcome}', 'INVALID_TOKEN', 'and that is recorded');
rollback to lost;
update medbook.settings set refresh_grace = '0';
select is(
  account.rotate_session(sha256('phone'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'without grace a spent token is refused at once'
);
rollback to lost;
update medbook.settings set refresh_grace = '1 minute';
update test.clock set now = now + interval '1 minute' - interval '1 microsecond';
select is(
  account.rotate_session(sha256('phone'), sha256('found')) -> 'success',
  'true',
  'the next exchange obeys a changed refresh_grace'
);
rollback to lost;
select account.sign_out(sha256('lost')) as ended \gset
select is(
  account.rotate_session(sha256('phone'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'in a session that was ended there is no grace'
);
rollback to spent;

-- Idle and absolute expiry, to the microsecond: Ben's first token ends at 2030-02-06 08:00, his session at 2030-04-07
-- 08:00.
savepoint on_time;
update test.clock set now = '2030-02-06 07:59:59.999999Z';
select is(
  account.rotate_session(sha256('ben'), sha256('ben 2')) -> 'success',
  'true',
  'a token is good one microsecond before it expires'
);
select is(
  expires_at,
  '2030-03-08 07:59:59.999999Z',
  'a refresh in time gives 30 days more'
) from medbook.sessions where token_hash = sha256('ben 2');
savepoint refreshed;
update test.clock set now = '2030-02-06 08:00Z';
select is(
  account.rotate_session(sha256('ben'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'an expired token has no grace'
);
select is(
  :audited #>> '{0,action}',
  'reuse refresh token',
  'that a spent token came again is recorded, though it has expired since'
);
rollback to refreshed;
update test.clock set now = '2030-03-08Z';
select account.rotate_session(sha256('ben 2'), sha256('ben 3')) as answer \gset
select is(
  expires_at,
  '2030-04-07Z',
  'a token that ends before the session does has its 30 days'
) from medbook.sessions where token_hash = sha256('ben 3');
update test.clock set now = '2030-03-08 08:00:00.000001Z';
select account.rotate_session(sha256('ben 3'), sha256('ben 4')) as answer \gset
select is(
  expires_at,
  '2030-04-07 08:00Z',
  'a token does not outlast its session'
) from medbook.sessions where token_hash = sha256('ben 4');
update test.clock set now = '2030-04-07 07:59:59.999999Z';
select account.rotate_session(sha256('ben 4'), sha256('ben 5')) as answer \gset
select is(:'answer'::jsonb -> 'success', 'true', 'a session is good one microsecond before it ends');
select is(
  expires_at,
  '2030-04-07 08:00Z',
  'however often it is refreshed, it ends then'
) from medbook.sessions where token_hash = sha256('ben 5');
update test.clock set now = '2030-04-07 08:00Z';
select is(
  account.rotate_session(sha256('ben 5'), sha256('x')) ->> 'error',
  'INVALID_TOKEN',
  'a session has ended from that instant on'
);
rollback to on_time;
update test.clock set now = '2030-02-06 08:00Z';
select is(
  account.rotate_session(sha256('ben'), sha256('ben 2')) ->> 'error',
  'INVALID_TOKEN',
  'a token is refused from the instant it expires'
);
select is_empty(
  $$select from medbook.sessions where token_hash = sha256('ben 2')$$,
  'an expired token is not exchanged'
);
select is(:audited, null, 'an expired token that never was spent is nothing to record');
rollback to on_time;
update medbook.settings set session_idle = '1 hour', session_lifetime = '1 day';
select account.rotate_session(sha256('ben'), sha256('ben 2')) as answer \gset
select is(
  expires_at,
  '2030-01-08 09:00Z',
  'the next token obeys a changed session_idle'
) from medbook.sessions where token_hash = sha256('ben 2');
select is(
  ends_at,
  '2030-04-07 08:00Z',
  'a changed session_lifetime does not change a session'
) from medbook.sessions where token_hash = sha256('ben 2');
rollback to on_time;

-- Who may no longer sign in.
update medbook.users set is_active = false where id = :'ben';
select is(
  account.rotate_session(sha256('ben'), sha256('ben 2')) ->> 'error',
  'INVALID_TOKEN',
  'a token of an inactive account is refused'
);
select is(
  used_at,
  null,
  'a token of an inactive account is not spent'
) from medbook.sessions where token_hash = sha256('ben');
select is(
  revoked_at,
  '2030-01-08 08:00Z',
  'the session of an inactive account ends when it is used'
) from medbook.sessions where token_hash = sha256('ben');
select is_empty(
  $$select from medbook.sessions where token_hash = sha256('ben 2')$$,
  'an inactive account gets no token'
);
rollback to on_time;
select account.sign_out(sha256('ben')) as ended \gset
select is(
  account.rotate_session(sha256('ben'), sha256('ben 2')) ->> 'error',
  'INVALID_TOKEN',
  'a token of a session that was ended is refused'
);
rollback to on_time;

select throws_ok(
  $$select account.rotate_session(sha256('ben'), 'raw')$$,
  '23514',
  null,
  'a token that is not hashed is never stored'
);
select throws_ok($$select account.rotate_session(sha256('ben'), null)$$, '23502', null, 'a token is exchanged for one');
select is(used_at, null, 'an exchange that broke spent nothing') from medbook.sessions where token_hash = sha256('ben');
select throws_ok(
  $$select account.rotate_session(sha256('ben'), sha256('ben'))$$,
  '23505',
  null,
  'a token cannot be exchanged for itself'
);
select lives_ok(
  $$set local role medbook_gateway; select account.rotate_session(sha256('ben'), sha256('ben 2')); reset role$$,
  'after all that the good token still is good, and the gateway can exchange it'
);

select * from finish();
rollback;
