begin;
\ir ../names.psql
select plan(5);

select limits.take('{general,auth,account,lockout,reset}', address, null, account) as taken
  from unnest(array['192.0.2.1', '192.0.2.2']) address
  cross join unnest(array['Ann@example.com', 'ben@example.com']) account \g /dev/null
select limits.take('{booking}', '192.0.2.1', :'ann') as taken \gset
create temp table before as select * from medbook.rate_counter;

select limits.forget_account(null, '192.0.2.1') as forgotten \gset
select limits.forget_account(:'nobody', '192.0.2.1') as forgotten \gset
select set_eq('select * from medbook.rate_counter', 'select * from before', 'nobody has failed');
select limits.forget_account(:'ann', '192.0.2.1') as forgotten \gset
select is_empty(
  format('select from medbook.rate_counter where starts_with(key, %L)', limits.account_digest('ann@example.com')),
  'what was tried at the account is forgotten, from all addresses'
);
select set_eq(
  'select * from before except select * from medbook.rate_counter',
  format('select * from before where starts_with(key, %L) or policy = $$auth$$ and key = $$192.0.2.1$$',
         limits.account_digest('ann@example.com')),
  'and what the address spent of its tries, but no other limit, address or account'
);
select is(count(*), 1::bigint, 'another address keeps its failures') from medbook.rate_counter where policy = 'auth';
select limits.forget_account(:'ben', null) as forgotten \gset
select is(
  count(*),
  1::bigint,
  'from an unknown address only the account is forgotten'
) from medbook.rate_counter where policy = 'auth';

select * from finish();
rollback;
