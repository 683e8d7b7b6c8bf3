begin;
\ir ../names.psql
select plan(7);

select feed.current_position(feed.cluster_identity(), '2030-01-07 08:00:00.000001Z') as position \gset
select is(
  :'position'::jsonb ->> 'cursor',
  pg_current_snapshot() || '/1894003200000001/' || feed.cluster_identity(),
  'a cursor is the snapshot, the time, and of which cluster'
);
select is(
  :'position'::jsonb ->> 'id',
  format('%1$s:%1$s:/1894003200000001/%2$s', pg_snapshot_xmin(pg_current_snapshot()), feed.cluster_identity()),
  'an id has of the snapshot only its beginning'
);
select is(
  polled_at,
  '2030-01-07 08:00:00.000001Z',
  'a cursor can be read again'
) from feed.read_cursor(:'position'::jsonb ->> 'cursor', feed.cluster_identity(), '2030-01-07 08:01Z');
select is(
  next_xid,
  pg_snapshot_xmin(pg_current_snapshot()),
  'an id likewise'
) from feed.read_cursor(:'position'::jsonb ->> 'id', feed.cluster_identity(), '2030-01-07 08:01Z');
select is(:'position'::jsonb ->> 'cluster', feed.cluster_identity(), 'of which cluster stands alone too');
select is((:'position'::jsonb #>> '{position,1}')::bigint, 1894003200000001, 'the position has the time');
select cmp_ok(
  (:'position'::jsonb #>> '{position,0}')::numeric,
  '<=',
  (select pg_current_wal_insert_lsn() - '0/0'::pg_lsn),
  'and how much WAL there was'
);

select * from finish();
rollback;
