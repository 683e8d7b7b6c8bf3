begin;
\ir ../names.psql
select plan(18);

select feed.cluster_identity() as here, pg_snapshot_xmax(pg_current_snapshot()) as next \gset
-- 2030-01-07 08:00Z, the clinic's time.
\set now 1894003200000000
create function pg_temp.read(p_cursor text) returns text language sql as $$
  select next_xid || ' ' || coalesce(running::text, '-') || ' ' || polled_at
    from feed.read_cursor(p_cursor, feed.cluster_identity(), '2030-01-07 08:00Z')
$$;

select is(
  pg_temp.read(format('5:8:5,7/%s/%s', :'now', :'here')),
  '8 {5,7} 2030-01-07 08:00:00+00',
  'a cursor has all that a snapshot has, and the time'
);
select is(
  pg_temp.read(format('5:8:6/%s/%s', :'now', :'here')),
  '8 {6} 2030-01-07 08:00:00+00',
  'one transaction may have been running'
);
select is(pg_temp.read(format('5:5:/%s/%s', :'now', :'here')), '5 - 2030-01-07 08:00:00+00', 'or none');
select is(
  pg_temp.read(format('5:%s:/%s/%s', :'next', :'now', :'here')),
  format('%s - 2030-01-07 08:00:00+00', :'next'),
  'nothing may have happened since'
);
select is(
  pg_temp.read(format('5:5:/%s/%s', :now - 1, :'here')),
  '5 - 2030-01-07 07:59:59.999999+00',
  'microseconds count'
);
select is(
  pg_temp.read(format('5:5:/%s/%s', :now - 3600000000, :'here')),
  '5 - 2030-01-07 07:00:00+00',
  'a cursor may be an hour old'
);
select is(pg_temp.read(format('5:5:/%s/%s', :now - 3600000001, :'here')), null, 'and not older');
select is(pg_temp.read(format('5:5:/%s/%s', :now + 1, :'here')), null, 'none comes from the future');
select is(
  pg_temp.read(format('5:%s:/%s/%s', :next + 1, :'now', :'here')),
  null,
  'nor from a time with more transactions'
);
select is(pg_temp.read(format('5:5:/%s/%s', :'now', '00000000')), null, 'nor from another cluster');
select is(pg_temp.read(null), null, 'no cursor leads nowhere');
select is(pg_temp.read(''), null, 'nor does an empty one');
select is(pg_temp.read('hello'), null, 'nor a word');
select is(pg_temp.read(format('5:5:/%s/%s ', :'now', :'here')), null, 'nor one with something behind it');
select is(pg_temp.read(format('5:8:7,/%s/%s', :'now', :'here')), null, 'nor one that is torn');
select is(
  pg_temp.read(format('%s:5:/%s/%s', repeat('9', 17), :'now', :'here')),
  null,
  'nor one with a number that no transaction has'
);
select is(pg_temp.read(format('5:8:%s/%s/%s', repeat('9', 17), :'now', :'here')), null, 'wherever it stands');
select is(
  pg_temp.read(format('5:%s:/%s/%s', repeat('9', 16), repeat('9', 16), :'here')),
  null,
  'whatever the numbers, nothing is raised'
);

select * from finish();
rollback;
