begin;
\ir ../names.psql
select plan(4);

select timeline, lsn, microseconds from feed.primary_position() \gset
select is(:microseconds::bigint, 1894003200000000, 'the time is of the one clock');
select is(:timeline, (select timeline_id from pg_control_checkpoint()), 'the timeline is the cluster''s');
select cmp_ok(
  :lsn::numeric,
  '<=',
  (select pg_current_wal_insert_lsn() - '0/0'::pg_lsn),
  'the LSN is not ahead of the WAL'
);
select cmp_ok(
  :lsn::numeric,
  '>=',
  (select pg_current_wal_flush_lsn() - '0/0'::pg_lsn) - 40,
  'nor behind a commit, but for the header of a page'
);

select * from finish();
rollback;
