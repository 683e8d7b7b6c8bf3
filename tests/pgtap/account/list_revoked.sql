begin;
\ir ../names.psql
select plan(15);

select is(account.list_revoked('11 minutes'), '{}', 'without sessions none was ended: the list is empty, not null');
select account.open_session(:'ann', :'hash', sha256('one'), null, null) ->> 'session_id' as first \gset
select account.open_session(:'ann', :'hash', sha256('two'), null, null) ->> 'session_id' as second \gset
select account.open_session(:'ben', :'hash', sha256('ben'), null, null) ->> 'session_id' as bens \gset
select is(account.list_revoked('11 minutes'), '{}', 'sessions that go on were not ended');

select account.rotate_session(sha256('one'), sha256('one 2')) as rotated \gset
select account.rotate_session(sha256('one 2'), sha256('one 3')) as rotated \gset
select account.sign_out(sha256('one 3')) as ended \gset
select is(
  account.list_revoked('11 minutes'),
  array[:'first']::uuid[],
  'a session that was ended is listed, once, however many tokens it had'
);
select is(
  account.list_revoked('1 microsecond'),
  array[:'first']::uuid[],
  'a session that ended this instant is listed'
);
select is(account.list_revoked('0'), '{}', 'a window of nothing shows nothing');
select is(account.list_revoked('-1 hour'), '{}', 'nor does one that ends before it begins');
select is(account.list_revoked(null), '{}', 'nor does no window');

update test.clock set now = now + interval '1 minute';
select account.sign_out(sha256('two')) as ended \gset
select account.sign_out(sha256('ben')) as ended \gset
select set_eq(
  format('select unnest(account.list_revoked(%L))', '11 minutes'),
  array[:'first', :'second', :'bens']::uuid[],
  'everybody''s sessions are listed'
);
update test.clock set now = '2030-01-07 08:10:59.999999Z';
select is(
  :'first'::uuid = any(account.list_revoked('11 minutes')),
  true,
  'an end is listed for the window, to the last microsecond'
);
update test.clock set now = now + interval '1 microsecond';
select is(
  :'first'::uuid = any(account.list_revoked('11 minutes')),
  false,
  'an end is not listed from the window''s end on'
);
select is(cardinality(account.list_revoked('11 minutes')), 2, 'later ends are listed still');
select is(:'first'::uuid = any(account.list_revoked('1 hour')), true, 'a longer window shows earlier ends');

select account.open_session(:'ann', :'hash', sha256('idle'), null, null) ->> 'session_id' as idle \gset
update test.clock set now = '2031-01-01Z';
select is(:'idle'::uuid = any(account.list_revoked('100 years')), false, 'a session that merely expired was not ended');
select account.purge_sessions() as purged \gset
select is(account.list_revoked('100 years'), '{}', 'a purged session is not listed');
select lives_ok(
  $$set local role medbook_gateway; select account.list_revoked('11 minutes'); reset role$$,
  'the gateway can ask'
);

select * from finish();
rollback;
