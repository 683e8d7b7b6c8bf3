begin;
\ir ../names.psql
select plan(21);

select columns_are(
  'api',
  'session',
  array['id', 'started_at', 'last_used_at', 'expires_at', 'address', 'user_agent'],
  'a session has the members that the documentation names'
);
select hasnt_column('api', 'session', 'token_hash', 'the token is not shown, not even hashed');
select is_empty('select from api.session', 'without sessions there are none');

select account.open_session(
  :'ann',
  :'hash',
  sha256('one'),
  '2001:db8::/64',
  'Firefox'
) ->> 'session_id' as session \gset
select is(
  to_jsonb(s),
  jsonb_build_object('id', :'session', 'started_at', '2030-01-07T08:00:00+00:00', 'last_used_at',
    '2030-01-07T08:00:00+00:00', 'expires_at', '2030-02-06T08:00:00+00:00', 'address', '2001:db8::/64', 'user_agent',
    'Firefox'),
  'a session reads as what it is'
) from api.session s;
update test.clock set now = '2030-01-08 08:00:00.000001Z';
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select is(count(*), 1::bigint, 'a session is one row, however often it is refreshed') from api.session;
select is(id, :'session', 'its id stays') from api.session;
select is(started_at, '2030-01-07 08:00Z', 'it shows when its owner signed in') from api.session;
select is(last_used_at, '2030-01-08 08:00:00.000001Z', 'it shows when it was last refreshed') from api.session;
select is(expires_at, '2030-02-07 08:00:00.000001Z', 'it shows when it ends unless it is refreshed') from api.session;
select is(
  address || ' ' || user_agent,
  '2001:db8::/64 Firefox',
  'address and user agent are those of the sign-in'
) from api.session;
select account.rotate_session(sha256('one'), sha256('found')) as rotated \gset
select is(count(*), 1::bigint, 'so it is when an answer was lost') from api.session;

select account.open_session(:'ann', :'hash', sha256('bare'), null, null) ->> 'session_id' as bare \gset
select is(to_jsonb(s) -> 'address', 'null', 'where from may be unknown') from api.session s where id = :'bare';
select is(to_jsonb(s) -> 'user_agent', 'null', 'the user agent may be unknown') from api.session s where id = :'bare';
select is(count(*), 2::bigint, 'everybody''s sessions are shown') from api.session;
select account.sign_out(sha256('bare')) as ended \gset
select is_empty(format('select from api.session where id = %L', :'bare'), 'a session that was ended is not shown');

update test.clock set now = '2030-02-07 08:00:00Z';
select is(count(*), 1::bigint, 'a session is shown until the microsecond before it expires') from api.session;
update test.clock set now = '2030-02-07 08:00:00.000001Z';
select is(count(*), 0::bigint, 'a session is not shown from the instant it expires, purged or not') from api.session;
select account.purge_sessions() as purged \gset
select is(count(*), 0::bigint, 'the purge changes nothing about that') from api.session;

-- At the end of the session, not of the token.
update medbook.settings set session_lifetime = '1 hour';
select account.open_session(:'ben', :'hash', sha256('short'), null, null) as opened \gset
select is(
  expires_at,
  '2030-02-07 09:00:00.000001Z',
  'a session that ends sooner than its token shows its own end'
) from api.session;
update medbook.users set is_active = false where id = :'ben';
select is(count(*), 1::bigint, 'the view shows sessions of deactivated users too') from api.session;
select throws_ok(
  'set local role medbook_gateway; select from api.session',
  '42501',
  'permission denied for view session',
  'the gateway cannot read everybody''s sessions'
);

select * from finish();
rollback;
