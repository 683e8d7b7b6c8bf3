begin;
\ir ../names.psql
select plan(19);

select is(
  limits.is_known_address('ann@example.com', '192.0.2.1'),
  false,
  'an address that nobody signed in from is not familiar'
);
select account.open_session(:'ann', :'hash', sha256('one'), '192.0.2.1', null) as opened \gset
select account.open_session(:'ann', :'hash', sha256('network'), '2001:db8::/64', null) as opened \gset
select account.open_session(:'ben', :'hash', sha256('unknown'), null, null) as opened \gset
select is(
  limits.is_known_address('ann@example.com', '192.0.2.1'),
  true,
  'an address that the account''s owner signed in from is familiar'
);
select is(limits.is_known_address('ANN@Example.com', '192.0.2.1'), true, 'upper and lower case do not differ');
select is(limits.is_known_address('ann@example.com', '2001:db8::/64'), true, 'so is a network');
select is(limits.is_known_address('ann@example.com', '192.0.2.2'), false, 'another address is not');
select is(
  limits.is_known_address('ann@example.com', '2001:db8:0::/64'),
  false,
  'an address is text: the gateway writes it in one way'
);
select is(
  limits.is_known_address('ben@example.com', '192.0.2.1'),
  false,
  'an address that somebody else signed in from is not'
);
select is(limits.is_known_address('nobody@example.com', '192.0.2.1'), false, 'an account that does not exist has none');
select is(limits.is_known_address('%', '192.0.2.1'), false, 'an account''s name is no pattern');
select is(limits.is_known_address(null, '192.0.2.1'), false, 'no account has none: the answer is false, not null');
select is(limits.is_known_address('ann@example.com', null), false, 'no address is not familiar');
select is(
  limits.is_known_address('ben@example.com', null),
  false,
  'not even after a sign-in from an unknown address'
);
select is(limits.is_known_address(:'ann', '192.0.2.1'), false, 'an id is not an account''s name');

-- Until the session is purged.
update test.clock set now = '2030-01-08Z';
select account.rotate_session(sha256('one'), sha256('one 2')) as rotated \gset
select account.sign_out(sha256('network')) as ended \gset
select is(limits.is_known_address('ann@example.com', '2001:db8::/64'), true, 'a session that was ended counts');
update test.clock set now = '2030-02-06 09:00Z';
select account.purge_sessions() as purged \gset
select is(limits.is_known_address('ann@example.com', '192.0.2.1'), true, 'a session that is refreshed counts on');
select is(
  limits.is_known_address('ann@example.com', '2001:db8::/64'),
  false,
  'a session that was purged counts no more'
);
update test.clock set now = '2031-01-01Z';
select is(
  limits.is_known_address('ann@example.com', '192.0.2.1'),
  true,
  'a session that has expired counts until it is purged'
);
select account.purge_sessions() as purged \gset
select is(limits.is_known_address('ann@example.com', '192.0.2.1'), false, 'then no more');
select volatility_is('limits', 'is_known_address', array['text', 'text'], 'stable', 'it changes nothing');

select * from finish();
rollback;
