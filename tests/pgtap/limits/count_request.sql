begin;
\ir ../names.psql
select plan(20);
create function pg_temp.counted(p_policy text, p_key text, p_now timestamptz) returns jsonb language sql as $$
  select to_jsonb(limits.count_request(p, p_key, p_now)) from medbook.rate_policy p where p.name = p_policy
$$;

select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00Z'),
  jsonb_build_object('policy', 'booking', 'key', :'ann', 'requests', 1, 'ends_at', '2030-01-07T08:01:00+00:00'),
  'the first request begins a window'
);
select is(
  to_jsonb(c),
  jsonb_build_object('policy', 'booking', 'key', :'ann', 'requests', 1, 'ends_at', '2030-01-07T08:01:00+00:00'),
  'the counter is returned as it is stored'
) from medbook.rate_counter c;
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00:30Z'),
  jsonb_build_object('policy', 'booking', 'key', :'ann', 'requests', 2, 'ends_at', '2030-01-07T08:01:00+00:00'),
  'the next one is counted, and does not prolong the window'
);
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00:59.999999Z') ->> 'requests',
  '3',
  'so is one in the last microsecond'
);
savepoint last_microsecond;
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:01Z'),
  jsonb_build_object('policy', 'booking', 'key', :'ann', 'requests', 1, 'ends_at', '2030-01-07T08:02:00+00:00'),
  'from the window''s end on the next one begins another'
);
rollback to last_microsecond;
select is(pg_temp.counted('booking', :'ann', '2030-02-01Z') ->> 'requests', '1', 'however long ago the last one ended');
rollback to last_microsecond;
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 07:59Z') ->> 'requests',
  '4',
  'a clock that went back begins none'
);
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 07:59Z') ->> 'ends_at',
  '2030-01-07T08:00:00+00:00',
  'nor does it make one longer than it should be'
);
rollback to last_microsecond;

select is(
  pg_temp.counted('booking', :'ben', '2030-01-07 08:00:30Z') ->> 'requests',
  '1',
  'every key has a counter of its own'
);
select is(
  pg_temp.counted('general', :'ann', '2030-01-07 08:00:30Z') ->> 'requests',
  '1',
  'every policy has a counter of its own'
);
select is(
  pg_temp.counted('general', '2001:db8::/64', '2030-01-07 08:00:30Z') ->> 'key',
  '2001:db8::/64',
  'a key is text'
);
select is(pg_temp.counted('general', '', '2030-01-07 08:00:30Z') ->> 'key', '', 'even when it is empty');
select is(requests, 3, 'other counters stay') from medbook.rate_counter where policy = 'booking' and key = :'ann';
select throws_ok(
  $$select limits.count_request(p, null, '2030-01-07 08:00Z') from medbook.rate_policy p where p.name = 'general'$$,
  '23502',
  null,
  'a counter has a key'
);

-- It counts, and does not judge.
select is(
  max((pg_temp.counted('booking', 'many', '2030-01-07 08:00Z') ->> 'requests')::integer),
  20,
  'requests over the quota are counted too'
) from generate_series(1, 20);

-- A changed window.
update medbook.rate_policy set "window" = '10 seconds' where name = 'booking';
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00:40Z'),
  jsonb_build_object('policy', 'booking', 'key', :'ann', 'requests', 4, 'ends_at', '2030-01-07T08:00:50+00:00'),
  'a shorter window ends sooner, at once'
);
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00:45Z') ->> 'ends_at',
  '2030-01-07T08:00:50+00:00',
  'and is not prolonged'
);
update medbook.rate_policy set "window" = '1 hour' where name = 'booking';
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00:49Z') ->> 'ends_at',
  '2030-01-07T08:00:50+00:00',
  'a longer window begins when this one has ended'
);
select is(
  pg_temp.counted('booking', :'ann', '2030-01-07 08:00:50Z') ->> 'ends_at',
  '2030-01-07T09:00:50+00:00',
  'then it is as long as it should be'
);
select is(
  (select count(*) from medbook.rate_counter where policy = 'booking' and key = :'ann'),
  1::bigint,
  'a counter is one row'
);

select * from finish();
rollback;
