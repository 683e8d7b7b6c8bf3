begin;
\ir ../names.psql
select plan(18);
create function pg_temp.replaces(p_token bytea, p_since timestamptz, p_now timestamptz) returns boolean language sql
  as $$
  select account.replace_token(s, p_since, p_now) from medbook.sessions s where s.token_hash = p_token
$$;

select account.open_session(:'ann', :'hash', sha256('one'), null, null) as opened \gset
select account.open_session(:'ann', :'hash', sha256('phone'), null, null) as opened \gset
select account.rotate_session(sha256('one'), sha256('two')) as rotated \gset
select account.rotate_session(sha256('phone'), sha256('phone 2')) as rotated \gset
delete from medbook.audit;
savepoint spent;

select :accounts as before \gset
select is(
  pg_temp.replaces(sha256('one'), '2030-01-07 08:00:00.000001Z', '2030-01-07 08:00:10Z'),
  false,
  'a token that was spent too long ago has no successor to replace'
);
select is(
  pg_temp.replaces(sha256('one'), '2030-01-07 08:00Z', '2030-01-07 08:00:10Z'),
  false,
  'nor has one that was spent at that instant'
);
select is(
  pg_temp.replaces(sha256('two'), '2030-01-07 07:00Z', '2030-01-07 08:00Z'),
  false,
  'nor has one without a successor'
);
select is(:accounts, :'before', 'none of these changes anything');

select is(
  pg_temp.replaces(sha256('one'), '2030-01-07 07:59:59.999999Z', '2030-01-07 08:00:09.999999Z'),
  true,
  'the successor of one that was spent later is replaced'
);
select is(
  used_at,
  '2030-01-07 08:00:09.999999Z',
  'it counts as spent from now on'
) from medbook.sessions where token_hash = sha256('two');
select is(
  revoked_at,
  null,
  'it is not revoked: the session goes on'
) from medbook.sessions where token_hash = sha256('two');
select is(
  used_at,
  '2030-01-07 08:00Z',
  'the spent one was spent when it was'
) from medbook.sessions where token_hash = sha256('one');
select is(used_at, null, 'other sessions'' tokens stay') from medbook.sessions where token_hash = sha256('phone 2');
select is(count(*), 4::bigint, 'no token is made or deleted') from medbook.sessions;
select is(
  pg_temp.replaces(sha256('one'), '2030-01-07 07:59:59.999999Z', '2030-01-07 08:00:09.999999Z'),
  false,
  'it is replaced once'
);
select is(
  pg_temp.replaces(sha256('two'), '2030-01-07 07:59:59.999999Z', '2030-01-07 08:00:09.999999Z'),
  false,
  'a replaced token has no successor of its own'
);
select is(:audited, null, 'there is nothing to record');
rollback to spent;

select account.rotate_session(sha256('two'), sha256('three')) as rotated \gset
select :accounts as before \gset
select is(
  pg_temp.replaces(sha256('one'), '2030-01-07 07:59Z', '2030-01-07 08:00Z'),
  false,
  'a successor that was used is not replaced'
);
select is(:accounts, :'before', 'and nothing changes');
select is(pg_temp.replaces(sha256('two'), '2030-01-07 07:59Z', '2030-01-07 08:00Z'), true, 'its own successor is');
rollback to spent;
select account.sign_out(sha256('two')) as ended \gset
select :accounts as before \gset
select is(
  pg_temp.replaces(sha256('one'), '2030-01-07 07:59Z', '2030-01-07 08:00Z'),
  false,
  'a successor that was revoked is not replaced'
);
select is(:accounts, :'before', 'and stays as it is');

select * from finish();
rollback;
