begin;
\ir ../names.psql
select plan(12);

select limits.take('{general,auth,account,lockout}', address, :'ann', account) as taken
  from unnest(array['192.0.2.1', '192.0.2.2', '2001:db8::/64']) address cross
    join unnest(array['Ann@example.com', 'ben@example.com']) account \g /dev/null
insert into medbook.rate_policy (name, quota, "window", key) values ('another', 1, '1 hour', 'account and address');
insert into medbook.rate_counter values ('another', limits.account_digest('ann@example.com') || ' 192.0.2.1', 1,
  '2030-01-07 09:00Z');

create temp table before as select * from medbook.rate_counter;
select limits.forget_failures(:'nobody', '192.0.2.1') as forgotten \gset
select set_eq(
  'select * from medbook.rate_counter',
  'select * from before',
  'an unknown user''s sign-in changes nothing'
);
select limits.forget_failures(null, '192.0.2.1') as forgotten \gset
select set_eq('select * from medbook.rate_counter', 'select * from before', 'nor does nobody''s');
select limits.forget_failures(:'ann', null) as forgotten \gset
select set_eq(
  'select * from medbook.rate_counter',
  'select * from before',
  'nor does one from an address that is unknown'
);
select limits.forget_failures(:'ann', '192.0.2.3') as forgotten \gset
select set_eq(
  'select * from medbook.rate_counter',
  'select * from before',
  'nor does one from an address without failures'
);

select limits.forget_failures(:'ann', '192.0.2.1') as forgotten \gset
select is_empty(
  format('select from medbook.rate_counter where key = %L', encode(sha256('ann@example.com'), 'hex') || ' 192.0.2.1'),
  'the failures of the account from the address are forgotten, of every policy that counts them'
);
select set_eq(
  'select * from before except select * from medbook.rate_counter',
  format('select * from before where key = %L', limits.account_digest('ANN@EXAMPLE.COM') || ' 192.0.2.1'),
  'nothing else is: other addresses, other accounts, what the address or the account spent at large'
);
select set_eq(
  'select * from medbook.rate_counter except select * from before',
  'select * from before limit 0',
  'nothing is added'
);
select limits.forget_failures(:'ann', '2001:db8::/64') as forgotten \gset
select is(
  count(*),
  1::bigint,
  'a network is an address'
) from medbook.rate_counter where key ~ (limits.account_digest('ann@example.com') || ' ');
select limits.forget_failures(:'ann', '2001:db8::/64') as forgotten \gset
select is(
  count(*),
  1::bigint,
  'to forget again changes nothing'
) from medbook.rate_counter where key ~ (limits.account_digest('ann@example.com') || ' ');
select is(
  limits.take('{lockout}', '192.0.2.1', null, 'ann@example.com') #> '{limits,0,remaining}',
  '9',
  'the next failure is the first one again'
);

update medbook.users set email = 'anna@example.com' where id = :'ann';
select limits.forget_failures(:'ann', '192.0.2.2') as forgotten \gset
select isnt_empty(
  format('select from medbook.rate_counter where key = %L', limits.account_digest('ann@example.com') || ' 192.0.2.2'),
  'another name''s failures are another account''s'
);
delete from medbook.rate_policy;
select limits.forget_failures(:'ben', '192.0.2.2') as forgotten \gset
select isnt_empty(
  format('select from medbook.rate_counter where key = %L', limits.account_digest('ben@example.com') || ' 192.0.2.2'),
  'counters of a policy that is gone are left to the janitor'
);

select * from finish();
rollback;
