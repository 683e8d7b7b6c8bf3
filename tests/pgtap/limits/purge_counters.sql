begin;
\ir ../names.psql
select plan(10);

select is(limits.purge_counters(), 0, 'without counters there is nothing to purge');
select limits.take('{general,booking}', '192.0.2.1', :'ann') as taken \gset
update test.clock set now = '2030-01-07 08:00:00.000001Z';
select limits.take('{booking}', '192.0.2.1', :'ben') as taken \gset
update test.clock set now = '2030-01-07 08:00:59.999999Z';
select is(limits.purge_counters(), 0, 'a counter is kept until the last microsecond of its window');
update test.clock set now = '2030-01-07 08:01:00Z';
select is(limits.purge_counters(), 1, 'a counter can be purged from the instant its window ends');
select is_empty(
  format('select from medbook.rate_counter where key = %L', :'ann'),
  'it is the one whose window has ended'
);
select is(count(*), 2::bigint, 'the others are kept') from medbook.rate_counter;
select is(limits.purge_counters(), 0, 'a counter is purged once');
insert into medbook.rate_counter values ('no such policy', 'x', 1, '2030-01-07 08:01Z');
update test.clock set now = '2030-01-07 09:00:00Z';
select is(limits.purge_counters(), 3, 'all that have ended are purged at once, those of a policy that is gone too');
select is_empty('select from medbook.rate_counter', 'nothing is left of them');
select lives_ok(
  'set local role medbook_worker; select limits.purge_counters(); reset role',
  'the worker can purge, without a right to the table'
);
select throws_ok(
  'set local role medbook_gateway; select limits.purge_counters()',
  '42501',
  'permission denied for function purge_counters',
  'the gateway cannot'
);

select * from finish();
rollback;
