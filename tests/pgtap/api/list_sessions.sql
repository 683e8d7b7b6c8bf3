begin;
\ir ../names.psql
\ir ../pages.psql
select plan(38);

select is(
  api.list_sessions(:'ann'),
  '{"success": true, "sessions": [], "next_cursor": null}',
  'a user who is not signed in gets an empty list'
);
select is(api.list_sessions(:'gone'), '{"success": false, "error": "FORBIDDEN"}', 'a deactivated user is refused');
select is(api.list_sessions(:'gone', 0) ->> 'error', 'FORBIDDEN', 'not allowed comes before bad input');
select is(api.list_sessions(:'ann', 0) ->> 'error', 'INVALID_INPUT', 'a limit of 0 is refused');
select is(api.list_sessions(:'ann', 101) ->> 'error', 'INVALID_INPUT', 'a limit of 101 is refused');
select is(api.list_sessions(:'ann', -1) ->> 'error', 'INVALID_INPUT', 'a negative limit is refused');
select is(api.list_sessions(:'ann', null) ->> 'error', 'INVALID_INPUT', 'no limit is refused');
select is(api.list_sessions(:'ann', 0) #>> '{errors,0,pointer}', '#/limit', 'a bad limit is pointed at');
select is(api.list_sessions(:'ann', 1) -> 'success', 'true', 'a limit of 1 is allowed');
select is(api.list_sessions(:'ann', 100) -> 'success', 'true', 'a limit of 100 is allowed');
select is(
  api.list_sessions(:'ann', p_cursor => :'nobody') ->> 'error',
  'INVALID_INPUT',
  'an unknown cursor is refused'
);
select is(
  api.list_sessions(:'ann', p_cursor => :'nobody') #>> '{errors,0,pointer}',
  '#/cursor',
  'a bad cursor is pointed at'
);
select is(
  api.list_sessions(:'ann', 0, :'nobody') #>> '{errors,0,pointer}',
  '#/limit',
  'the limit is checked before the cursor'
);

-- Three of Ann's, the first refreshed last; one of Ben's.
select account.open_session(:'ann', :'hash', sha256('laptop'), '192.0.2.1', 'Firefox') ->> 'session_id' as laptop \gset
update test.clock set now = now + interval '1 microsecond';
select account.open_session(:'ann', :'hash', sha256('phone'), '192.0.2.2', null) ->> 'session_id' as phone \gset
update test.clock set now = now + interval '1 microsecond';
select account.open_session(:'ann', :'hash', sha256('tablet'), null, null) ->> 'session_id' as tablet \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) ->> 'session_id' as bens \gset
update test.clock set now = now + interval '1 minute';
select account.rotate_session(sha256('laptop'), sha256('laptop 2')) as rotated \gset

select is(
  pg_temp.ids(api.list_sessions(:'ann')),
  array[:'tablet', :'phone', :'laptop']::uuid[],
  'the caller''s sessions are listed, latest sign-in first'
);
select is(pg_temp.ids(api.list_sessions(:'ben')), array[:'bens']::uuid[], 'other people''s sessions are not listed');
select is(pg_temp.ids(api.list_sessions(:'chief')), null, 'an administrator sees none but their own');
select is(pg_temp.ids(api.list_sessions(null)), null, 'nobody has no sessions');
select is(api.list_sessions(:'ann') -> 'next_cursor', 'null', 'a list that fits is the last page');
select is(
  api.list_sessions(:'ann') #> '{sessions,2}',
  (select to_jsonb(s) from api.session s where id = :'laptop'),
  'each is shown as api.session shows it'
);
select unalike(api.list_sessions(:'ann')::text, '%token%', 'no token is shown');

-- Pages.
select api.list_sessions(:'ann', 2) as page \gset
select is(pg_temp.ids(:'page'), array[:'tablet', :'phone']::uuid[], 'a page has as many as the limit');
select :'page'::jsonb ->> 'next_cursor' as cursor \gset
select is((core.cursor_keys(:'cursor'))[2], :'phone', 'the cursor names the page''s last session');
select api.list_sessions(:'ann', 2, :'cursor') as page \gset
select is(pg_temp.ids(:'page'), array[:'laptop']::uuid[], 'the next page begins behind the cursor');
select is(:'page'::jsonb -> 'next_cursor', 'null', 'the last page has no cursor');
select is(api.list_sessions(:'ann', 3) -> 'next_cursor', 'null', 'a full last page has no cursor');
select is(api.list_sessions(:'ann', p_cursor => :'phone') #>> '{errors,0,pointer}', '#/cursor', 'an id is no cursor');
select account.sign_out(sha256('phone')) as ended \gset
select is(
  pg_temp.ids(api.list_sessions(:'ann')),
  array[:'tablet', :'laptop']::uuid[],
  'a session that was ended is not listed'
);
select is(
  pg_temp.ids(api.list_sessions(:'ann', p_cursor => :'cursor')),
  array[:'laptop']::uuid[],
  'a session that was ended meanwhile is a good cursor'
);
set local timezone = 'Asia/Kathmandu';
select is(
  api.list_sessions(:'ann') #>> '{sessions,1,started_at}',
  '2030-01-07T08:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
set local timezone = 'UTC';
update test.clock set now = '2030-02-06 08:00:00.000002Z';
select is(
  pg_temp.ids(api.list_sessions(:'ann')),
  array[:'laptop']::uuid[],
  'a session is not listed from the instant it expires'
);

-- Many, begun at the same instant: ids break the tie.
select count(account.open_session(:'chief', :'hash', sha256(n::text::bytea), null, null)) as opened
  from generate_series(1, 101) n \gset
create function pg_temp.walk(p_limit integer) returns setof uuid language sql as $$
  select pg_temp.walk('api.list_sessions(test.chief(), $1, $2)', p_limit)
$$;
select is(jsonb_array_length(api.list_sessions(:'chief') -> 'sessions'), 20, 'a page has 20 sessions by default');
select is(jsonb_array_length(api.list_sessions(:'chief', 100) -> 'sessions'), 100, 'a page has at most 100 sessions');
select isnt(api.list_sessions(:'chief', 100) -> 'next_cursor', 'null', 'a hundred of a hundred and one are not all');
create temp table walked as select id from pg_temp.walk(7) id;
select is((select count(*) from walked), 101::bigint, 'page by page all sessions come');
select is((select count(distinct id) from walked), 101::bigint, 'no session comes twice');
select results_eq(
  'select * from pg_temp.walk(10)',
  'select * from pg_temp.walk(100)',
  'the order does not depend on the page''s size'
);
select is(
  (select count(*) from medbook.audit where action <> 'sign in' and action <> 'sign out'),
  0::bigint,
  'listing one''s own sessions is not recorded'
);
select volatility_is(
  'api',
  'list_sessions',
  array['uuid', 'integer', 'text'],
  'stable',
  'sessions can be listed on a replica'
);

select * from finish();
rollback;
