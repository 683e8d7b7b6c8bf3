begin;
\ir ../names.psql
select plan(87);
-- Asks so many times; returns how many were let through.
create function pg_temp.passed(p_times integer, p_policies text[], p_address text, p_user_id uuid default null,
  p_account text default null) returns integer language plpgsql as $$
declare
  v_passed integer := 0;
begin
  for i in 1 .. p_times loop
    if limits.take(p_policies, p_address, p_user_id, p_account) -> 'allowed' = 'true' then
      v_passed := v_passed + 1;
    end if;
  end loop;
  return v_passed;
end
$$;
create function pg_temp.requests(p_policy text, p_key text) returns integer language sql as $$
  select coalesce((select requests from medbook.rate_counter where policy = p_policy and key = p_key), 0)
$$;
-- The policies of an answer, and which of them refuse.
create function pg_temp.policies(p_answer jsonb, p_allowed jsonb default '[true, false]') returns text[] language sql
  as $$
  select coalesce(array_agg(l ->> 'policy' order by n), '{}')
    from jsonb_array_elements(p_answer -> 'limits') with ordinality list (l, n) where p_allowed @> (l -> 'allowed')
$$;
savepoint fresh;

-- A quota, exactly.
select is(
  limits.take('{booking}', '192.0.2.1', :'ann'),
  '{"allowed": true, "limits": [{"policy": "booking", "key": "user", "quota": 5, "window": 60, "allowed": true,
    "remaining": 4, "reset": 60}]}',
  'the first request is let through, with the remaining ones and seconds'
);
select is(pg_temp.passed(3, '{booking}', '192.0.2.1', :'ann'), 3, 'so are the next ones');
select is(
  limits.take('{booking}', '192.0.2.1', :'ann') #> '{limits,0,remaining}',
  '0',
  'after the last one of the quota nothing is left'
);
select is(
  limits.take('{booking}', '192.0.2.1', :'ann'),
  '{"allowed": false, "limits": [{"policy": "booking", "key": "user", "quota": 5, "window": 60, "allowed": false,
    "remaining": 0, "reset": 60}]}',
  'one more is refused, with the seconds until the next one is let through'
);
select is(pg_temp.passed(100, '{booking}', '192.0.2.1', :'ann'), 0, 'however often it is tried');
select is(pg_temp.requests('booking', :'ann'), 5, 'a refused request spends nothing');
select is(limits.take('{booking}', '192.0.2.1', :'ben') -> 'allowed', 'true', 'other users have their own');
select is(
  limits.take('{booking}', '192.0.2.2', :'ann') -> 'allowed',
  'false',
  'a user has the same from every address'
);

-- The window begins with the first request.
update test.clock set now = '2030-01-07 08:00:59.999999Z';
select is(limits.take('{booking}', '192.0.2.1', :'ann') -> 'allowed', 'false', 'it ends no microsecond too soon');
select is(
  limits.take('{booking}', '192.0.2.1', :'ann') #> '{limits,0,reset}',
  '1',
  'a second that has begun counts as one'
);
update test.clock set now = '2030-01-07 08:01:00Z';
select is(
  limits.take('{booking}', '192.0.2.1', :'ann'),
  '{"allowed": true, "limits": [{"policy": "booking", "key": "user", "quota": 5, "window": 60, "allowed": true,
    "remaining": 4, "reset": 60}]}',
  'from its end on another one begins, as new'
);
update test.clock set now = '2030-01-07 08:01:59.5Z';
select is(pg_temp.passed(5, '{booking}', '192.0.2.1', :'ann'), 4, 'the quota is that of the window, whenever in it');
update test.clock set now = '2030-01-07 08:02:00Z';
select is(pg_temp.passed(9, '{booking}', '192.0.2.1', :'ann'), 5, 'and whole again in the next');
rollback to fresh;

-- Several policies: from each of them, or from none.
select is(
  pg_temp.policies(limits.take('{booking,general}', '192.0.2.1', :'ann')),
  '{booking,general}',
  'a request takes from all its policies, which are named'
);
select is(pg_temp.passed(10, '{general,booking}', '192.0.2.1', :'ann'), 4, 'the smaller quota decides');
select is(pg_temp.requests('general', '192.0.2.1'), 5, 'a request refused by one quota spends nothing of the other');
select limits.take('{general,booking}', '192.0.2.1', :'ann') as answer \gset
select is(pg_temp.policies(:'answer', '[false]'), '{booking}', 'a refusal names the quota');
select is(
  :'answer'::jsonb #> '{limits,1}',
  '{"policy": "general", "key": "address", "quota": 100, "window": 900, "allowed": true, "remaining": 95,
    "reset": 900}',
  'and what is left of the other'
);
select is(pg_temp.passed(100, '{general}', '192.0.2.1', :'ann'), 95, 'all of that can be spent otherwise');
select is(
  limits.take('{general,booking}', '192.0.2.1', :'ben') -> 'allowed',
  'false',
  'a request over the quota of the address is refused'
);
select is(pg_temp.requests('booking', :'ben'), 0, 'and spends nothing of the user''s');
select is(limits.take('{booking}', '192.0.2.1', :'ben') #> '{limits,0,remaining}', '4', 'so that all of it is left');
select is(
  pg_temp.policies(limits.take('{general,booking}', '192.0.2.1', :'ann'), '[false]'),
  '{booking,general}',
  'a request over two quotas is answered with both'
);
rollback to fresh;

-- What does not apply.
select is(
  limits.take('{}', '192.0.2.1', :'ann'),
  '{"allowed": true, "limits": []}',
  'without policies there is no limit'
);
select is(limits.take(null, '192.0.2.1', :'ann'), '{"allowed": true, "limits": []}', 'nor with unknown ones');
select is(
  limits.take('{nonsense}', '192.0.2.1', :'ann'),
  '{"allowed": true, "limits": []}',
  'nor with one that does not exist'
);
select is(
  pg_temp.policies(limits.take('{general,nonsense}', '192.0.2.1')),
  '{general}',
  'which does not change what the others do'
);
select is(
  limits.take('{general,general}', '192.0.2.1') #> '{limits,0,remaining}',
  '98',
  'to name a policy twice takes one'
);
select is(
  pg_temp.policies(limits.take('{general,booking}', '192.0.2.1')),
  '{general}',
  'a request without a user has no quota of a user'
);
select is(
  pg_temp.policies(limits.take('{general,auth,account,lockout}', '192.0.2.1')),
  '{auth,general}',
  'a request without an account has no quota of an account'
);
select is(
  pg_temp.policies(limits.take('{general,booking}', null, :'ann')),
  '{booking}',
  'a request without an address has no quota of an address'
);
select is(
  pg_temp.policies(limits.take('{general,account,lockout}', null, null, 'ann@example.com')),
  '{account}',
  'nor one of an account from an address'
);
select is(
  limits.take('{general,auth,account,lockout,booking}', null),
  '{"allowed": true, "limits": []}',
  'a request without a user and an address has none'
);
rollback to fresh;

-- Addresses.
select is(pg_temp.passed(20, '{auth}', '2001:db8::/64'), 10, 'a network has one quota');
select is(limits.take('{auth}', '2001:db8:0:1::/64') -> 'allowed', 'true', 'the next one has its own');
select is(limits.take('{auth}', '192.0.2.1') #> '{limits,0,remaining}', '9', 'so has an IPv4 address');
select is(
  limits.take('{auth}', '2001:DB8::/64') -> 'allowed',
  'true',
  'an address is text: the gateway writes it in one way'
);
select is(
  limits.take('{general}', '192.0.2.1') #> '{limits,0,remaining}',
  '99',
  'the policies of an address are counted apart'
);
select is(limits.take('{auth}', '') -> 'allowed', 'true', 'even none at all');
select throws_ok(
  $$select limits.take('{auth}', repeat('x', 100000))$$,
  '23514',
  null,
  'a text that is no address is refused, and not by the index'
);
select set_eq(
  $$select key from medbook.rate_counter where policy = 'auth'$$,
  array['2001:db8::/64', '2001:db8:0:1::/64', '192.0.2.1', '2001:DB8::/64', ''],
  'it is counted as it came'
);
rollback to fresh;

-- An account, tried from one address: the address is locked out, the account is not.
select is(limits.take('{general,auth,account,lockout}', '192.0.2.66', null, 'ann@example.com'),
  '{"allowed": true, "limits": [{"policy": "account", "key": "account", "quota": 10, "window": 900, "allowed": true,
    "remaining": 9, "reset": 900}, {"policy": "auth", "key": "address", "quota": 10, "window": 900, "allowed": true,
    "remaining": 9, "reset": 900}, {"policy": "general", "key": "address", "quota": 100, "window": 900, "allowed": true,
    "remaining": 99, "reset": 900}, {"policy": "lockout", "key": "account and address", "quota": 10, "window": 900,
    "allowed": true, "remaining": 9, "reset": 900}]}', 'a sign-in is counted by address, by account, and by both');
select is_empty($$select from medbook.rate_counter where key ~* 'ann|example'$$, 'the account''s name is kept nowhere');
select is(pg_temp.requests('lockout', limits.account_digest('ann@example.com') || ' 192.0.2.66'), 1, 'but as a digest');
rollback to fresh;
select is(
  pg_temp.passed(30, '{account,lockout}', '192.0.2.66', null, 'ann@example.com'),
  10,
  'from one address an account can be tried ten times'
);
select is(
  pg_temp.policies(limits.take('{account,lockout}', '192.0.2.66', null, 'ann@example.com'), '[false]'),
  '{lockout}',
  'then the address is locked out'
);
select is(
  pg_temp.requests('account', limits.account_digest('ann@example.com')),
  9,
  'it spent all of the account''s quota but one, and never more'
);
select is(
  limits.take('{account,lockout}', '192.0.2.1', null, 'ann@example.com') -> 'allowed',
  'true',
  'so that somebody can sign in from another'
);
select is(pg_temp.requests('account', limits.account_digest('ann@example.com')), 10, 'which spends the last one');
select limits.take('{account,lockout}', '192.0.2.2', null, 'ann@example.com') as answer \gset
select is(pg_temp.policies(:'answer', '[false]'), '{account}', 'from a third address the account cannot be tried');
select is(
  pg_temp.requests('lockout', limits.account_digest('ann@example.com') || ' 192.0.2.2'),
  0,
  'which does not count against that address'
);
select is(
  limits.take('{account,lockout}', '192.0.2.66', null, 'ben@example.com') -> 'allowed',
  'true',
  'other accounts can be tried from the address'
);
rollback to fresh;
select is(
  limits.take('{account,lockout}', '192.0.2.66', null, 'nobody@example.com'),
  limits.take('{account,lockout}', '192.0.2.66', null, 'ann@example.com'),
  'an account that does not exist is counted as one that does'
);
rollback to fresh;
select is(
  sum(pg_temp.passed(2, '{account,lockout}', '192.0.2.66', null, name)),
  10::bigint,
  'upper and lower case make no other account'
) from unnest(array['ann@example.com', 'ANN@example.com', 'Ann@example.com', 'aNN@example.com', 'ann@Example.com',
  'ann@example.COM']) name;
select is(count(*), 2::bigint, 'and no other counters') from medbook.rate_counter;
rollback to fresh;

-- From many addresses: the account is closed to all but those from which its owner signed in before.
select account.open_session(:'ann', :'hash', sha256('ann'), '192.0.2.1', null) as opened \gset
select account.open_session(:'ben', :'hash', sha256('ben'), '192.0.2.2', null) as opened \gset
select is(
  sum(pg_temp.passed(1, '{account,lockout}', '198.51.100.' || n, null, 'ann@example.com')),
  10::bigint,
  'from twenty addresses an account can be tried ten times in all'
) from generate_series(1, 20) n;
savepoint closed;
select is(
  limits.take('{account,lockout}', '192.0.2.2', null, 'ann@example.com') -> 'allowed',
  'false',
  'an address that is familiar to another account is a stranger''s'
);
select is(
  limits.take('{account,lockout}', '192.0.2.1', null, 'ann@example.com'),
  '{"allowed": true, "limits": [{"policy": "lockout", "key": "account and address", "quota": 10, "window": 900,
    "allowed": true, "remaining": 9, "reset": 900}]}',
  'the owner can sign in from a familiar one: the account''s quota does not apply there'
);
select is(
  limits.take('{account,lockout}', '192.0.2.1', null, 'ANN@example.com') -> 'allowed',
  'true',
  'whatever the case'
);
select is(pg_temp.requests('account', limits.account_digest('ann@example.com')), 10, 'nor is it spent there');
select is(
  limits.take('{account,lockout}', '192.0.2.2', null, 'ben@example.com') -> 'allowed',
  'true',
  'other accounts are open'
);
select is(
  pg_temp.passed(20, '{account,lockout}', '192.0.2.1', null, 'ann@example.com'),
  8,
  'a familiar address has ten tries, as any other'
);
select is(
  pg_temp.policies(limits.take('{account,lockout}', '192.0.2.1', null, 'ann@example.com'), '[false]'),
  '{lockout}',
  'then it is locked out'
);
rollback to closed;
select account.sign_out(sha256('ann')) as ended \gset
select is(
  limits.take('{account,lockout}', '192.0.2.1', null, 'ann@example.com') -> 'allowed',
  'true',
  'an address stays known after signing out'
);
update test.clock set now = '2030-01-07 08:14:59.999999Z';
select is(
  limits.take('{account,lockout}', '198.51.100.77', null, 'ann@example.com') -> 'allowed',
  'false',
  'the account is closed to strangers until the last microsecond'
);
update test.clock set now = '2030-01-07 08:15:00Z';
select is(
  limits.take('{account,lockout}', '198.51.100.77', null, 'ann@example.com') -> 'allowed',
  'true',
  'then it is open again'
);
rollback to closed;
update medbook.rate_counter set requests = 5 where policy = 'account';
select is(
  pg_temp.passed(9, '{account,lockout}', '192.0.2.1', null, 'ann@example.com'),
  9,
  'after nine wrong passwords'
);
select account.open_session(:'ann', :'hash', sha256('again'), '192.0.2.1', null) as opened \gset
select is(
  limits.take('{account,lockout}', '192.0.2.1', null, 'ann@example.com') #> '{limits,0,remaining}',
  '9',
  'ten tries are left again after a sign-in'
);
rollback to fresh;

-- A try that another policy refuses does not count against the account.
select is(pg_temp.passed(20, '{auth}', '192.0.2.66'), 10, 'when an address has spent its own quota');
select is(
  limits.take('{auth,account,lockout}', '192.0.2.66', null, 'ann@example.com') -> 'allowed',
  'false',
  'it can try no account'
);
select is(pg_temp.requests('account', limits.account_digest('ann@example.com')), 0, 'of which nothing is spent');
rollback to fresh;

-- A DBA tunes it: the next request obeys.
select is(pg_temp.passed(9, '{booking}', '192.0.2.1', :'ann'), 5, 'five of a quota of five');
savepoint spent;
update medbook.rate_policy set quota = 7 where name = 'booking';
select is(pg_temp.passed(9, '{booking}', '192.0.2.1', :'ann'), 2, 'a quota that was raised lets so many more through');
update medbook.rate_policy set quota = 1 where name = 'booking';
select is(
  limits.take('{booking}', '192.0.2.1', :'ann') #> '{limits,0}',
  '{"policy": "booking", "key": "user", "quota": 1, "window": 60, "allowed": false, "remaining": 0, "reset": 60}',
  'a lowered quota refuses requests that are over it already'
);
rollback to spent;
update medbook.rate_policy set "window" = '10 seconds' where name = 'booking';
update test.clock set now = '2030-01-07 08:00:05Z';
select is(
  limits.take('{booking}', '192.0.2.1', :'ann') #> '{limits,0,reset}',
  '10',
  'a window that was shortened ends that much after the next request at the latest'
);
update test.clock set now = '2030-01-07 08:00:15Z';
select is(limits.take('{booking}', '192.0.2.1', :'ann') -> 'allowed', 'true', 'then it is over');
rollback to spent;
update medbook.rate_policy set "window" = '1 day' where name = 'booking';
update test.clock set now = '2030-01-07 08:01:00Z';
select is(
  limits.take('{booking}', '192.0.2.1', :'ann') #> '{limits,0,reset}',
  '86400',
  'a window that was lengthened is longer the next time'
);
rollback to spent;
delete from medbook.rate_policy where name = 'booking';
select is(
  limits.take('{general,booking}', '192.0.2.1', :'ann'),
  '{"allowed": true, "limits": [{"policy": "general", "key": "address", "quota": 100, "window": 900, "allowed": true,
    "remaining": 99, "reset": 900}]}',
  'a policy that was deleted limits nothing'
);
select is(pg_temp.requests('booking', :'ann'), 5, 'and counts nothing');
insert into medbook.rate_policy (name, quota, "window", key) values ('booking', 6, '1 minute', 'user');
select is(
  pg_temp.passed(9, '{booking}', '192.0.2.1', :'ann'),
  1,
  'when it is made again it knows what was spent in the window'
);
rollback to spent;
update medbook.rate_policy set key = 'address' where name = 'booking';
select is(pg_temp.passed(9, '{booking}', '192.0.2.1', :'ann'), 5, 'a policy can count by something else');
insert into medbook.rate_policy (name, quota, "window", key)
  values ('second_lockout', 3, '1 hour', 'account and address');
select is(
  pg_temp.passed(9, '{account,lockout,second_lockout}', '192.0.2.1', null, 'ann@example.com'),
  3,
  'there can be policies more'
);
rollback to spent;
delete from medbook.rate_counter;
select is(
  pg_temp.passed(9, '{booking}', '192.0.2.1', :'ann'),
  5,
  'without counters all quotas begin anew'
);
delete from medbook.rate_policy;
select is(
  limits.take('{general,booking,auth,account,lockout}', '192.0.2.1', :'ann', 'ann@example.com'),
  '{"allowed": true, "limits": []}',
  'without any policy there is no limit'
);
rollback to fresh;

-- Who may take.
select lives_ok(
  format(
    $$set local role medbook_gateway; select limits.take('{general,booking}', '192.0.2.1', %L,
      'ann@example.com'); reset role$$,
    :'ann'),
  'the gateway can, without a right to the tables'
);
select throws_ok(
  $$set local role medbook_worker; select limits.take('{general}', '192.0.2.1')$$,
  '42501',
  'permission denied for function take',
  'the worker cannot'
);
select is(:audited, null, 'nothing of it is recorded');

select * from finish();
rollback;
