begin;
\ir ../names.psql
select plan(43);

-- Refusals, none of which changes or records anything.
select :accounts as before \gset
select is(
  account.open_session(:'ann', '$argon2id$another', sha256('one'), null, null),
  '{"success": false, "error": "INVALID_CREDENTIALS"}',
  'a check of a password that was changed since is refused'
);
select is(
  account.open_session(:'ann', null, sha256('one'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a sign-in without a checked hash is refused'
);
select is(
  account.open_session(:'gone', :'hash', sha256('one'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'an inactive account is refused'
);
select is(
  account.open_session(:'nobody', :'hash', sha256('one'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'an unknown account is refused'
);
select is(
  account.open_session(null, :'hash', sha256('one'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'nobody is refused'
);
select throws_ok(
  format($$select account.open_session(%L, %L, 'one', null, null)$$, :'ann', :'hash'),
  '23514',
  null,
  'a token that is not hashed is never stored'
);
select throws_ok(
  format($$select account.open_session(%L, %L, null, null, null)$$, :'ann', :'hash'),
  '23502',
  null,
  'a session has a token'
);
select is(:accounts, :'before', 'the refusals change nothing');
select is(
  count(*),
  (select count(*) from medbook.audit where outcome = 'INVALID_CREDENTIALS'),
  'the refusals are recorded as failed sign-ins'
) from medbook.audit;
delete from medbook.audit;

-- The session.
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select account.open_session(:'ann', :'hash', sha256('one'), '192.0.2.1', 'Firefox') as answer \gset
select :'answer'::jsonb ->> 'session_id' as first \gset
select is(:'answer'::jsonb - 'session_id', api.get_user(:'ann'), 'the answer shows the account as its owner sees it');
select is(count(*), 1::bigint, 'there is one session') from medbook.sessions;
select is(family, :'first', 'the answer has the session''s id') from medbook.sessions;
select is(user_id, :'ann'::uuid, 'the session is the user''s') from medbook.sessions;
select is(token_hash, sha256('one'), 'the session has the token') from medbook.sessions;
select is(parent, null, 'the first token descends from none') from medbook.sessions;
select is(created_at, '2030-01-07 08:00Z', 'the token is made now') from medbook.sessions;
select is(started_at, '2030-01-07 08:00Z', 'the session begins now') from medbook.sessions;
select is(expires_at, '2030-02-06 08:00Z', 'the token lasts 30 days') from medbook.sessions;
select is(ends_at, '2030-04-07 08:00Z', 'the session ends after 90 days') from medbook.sessions;
select is(used_at, null, 'a new token is unused') from medbook.sessions;
select is(revoked_at, null, 'a new token is not revoked') from medbook.sessions;
select is(address, '192.0.2.1', 'the session has the address') from medbook.sessions;
select is(user_agent, 'Firefox', 'the session has the user agent') from medbook.sessions;
select is(
  :audited,
  jsonb_build_array(jsonb_build_object('at', '2030-01-07T08:00:00+00:00', 'action', 'sign in', 'actor_id', :'ann',
    'subject_id', :'ann', 'outcome', 'OK', 'trace_id', 'trace-1')),
  'the sign-in is recorded'
);

-- Others.
select account.open_session(:'ann', :'hash', sha256('two'), null, null) ->> 'session_id' as second \gset
select isnt(:'second'::uuid, :'first'::uuid, 'every sign-in starts a session of its own');
select is(address, null, 'where from may be unknown') from medbook.sessions where token_hash = sha256('two');
select is(user_agent, null, 'with what may be unknown') from medbook.sessions where token_hash = sha256('two');
select throws_ok(
  format($$select account.open_session(%L, %L, sha256('one'), null, null)$$, :'ben', :'hash'),
  '23505',
  null,
  'a token belongs to one session'
);
select account.open_session(:'ann', :'hash', sha256('long'), '2001:db8::/64', repeat('ß', 201)) as answer \gset
select is(
  user_agent,
  repeat('ß', 200),
  'a user agent is cut to 200 characters, whatever their bytes'
) from medbook.sessions where token_hash = sha256('long');
select is(
  address,
  '2001:db8::/64',
  'a network is kept as it is written'
) from medbook.sessions where token_hash = sha256('long');

-- Settings.
update medbook.settings set session_idle = '1 hour', session_lifetime = '2 hours';
select account.open_session(:'ben', :'hash', sha256('idle'), null, null) as answer \gset
select is(
  expires_at,
  '2030-01-07 09:00Z',
  'the next session obeys a changed session_idle'
) from medbook.sessions where token_hash = sha256('idle');
select is(
  ends_at,
  '2030-01-07 10:00Z',
  'the next session obeys a changed session_lifetime'
) from medbook.sessions where token_hash = sha256('idle');
select is(
  expires_at,
  '2030-02-06 08:00Z',
  'a changed setting does not change a session'
) from medbook.sessions where token_hash = sha256('one');
update medbook.settings set session_idle = '3 hours';
select account.open_session(:'ben', :'hash', sha256('short'), null, null) as answer \gset
select is(
  expires_at,
  '2030-01-07 10:00Z',
  'a token does not outlast its session'
) from medbook.sessions where token_hash = sha256('short');

-- Who signs in begins the count of failures again: of this account, from this address.
select limits.take('{general,auth,account,lockout}', '192.0.2.1', null, 'Ann@example.com') as taken \gset
select limits.take('{lockout}', '192.0.2.2', null, 'ann@example.com') as taken \gset
select limits.take('{lockout}', '192.0.2.1', null, 'ben@example.com') as taken \gset
select count(*) as counters from medbook.rate_counter \gset
select account.open_session(:'ann', '$argon2id$another', sha256('three'), '192.0.2.1', null) as answer \gset
select is(count(*), :'counters'::bigint, 'a refused sign-in resets no counter') from medbook.rate_counter;
select account.open_session(:'ann', :'hash', sha256('three'), '192.0.2.1', null) as answer \gset
select is(count(*), :'counters'::bigint - 1, 'a sign-in begins one count again') from medbook.rate_counter;
select is_empty(
  format($$select from medbook.rate_counter where policy = 'lockout'
    and key = limits.account_digest('ann@example.com') || ' 192.0.2.1'$$),
  'it is that of this account from this address'
);

-- The gateway's right, and users who may no longer sign in.
select lives_ok(
  format(
    $$set local role medbook_gateway; select account.open_session(%L, %L, sha256('gateway'), null, null); reset role$$,
    :'ann', :'hash'),
  'the gateway can open sessions'
);
select is(
  count(*),
  7::bigint,
  'all seven sign-ins that succeeded are recorded'
) from medbook.audit where action = 'sign in' and outcome = 'OK';
select is(
  count(*),
  7::bigint,
  'nothing else is recorded, but refusals'
) from medbook.audit where outcome <> 'INVALID_CREDENTIALS';
update medbook.users set is_active = false where id = :'ann';
select is(
  account.open_session(:'ann', :'hash', sha256('late'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a user deactivated since the password was checked is refused'
);
update medbook.users set is_active = true, password_hash = '$argon2id$new' where id = :'ann';
select is(
  account.open_session(:'ann', :'hash', sha256('late'), null, null) ->> 'error',
  'INVALID_CREDENTIALS',
  'a user whose password was changed since the check is refused'
);
select is(
  account.open_session(:'ann', '$argon2id$new', sha256('late'), null, null) -> 'success',
  'true',
  'the new password''s hash is good'
);

select * from finish();
rollback;
