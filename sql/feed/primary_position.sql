create or replace function feed.primary_position(
  out timeline integer,
  out lsn bigint,
  out microseconds bigint
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
begin
  if pg_is_in_recovery() then
    return;
  end if;
  -- In this order: a commit made before that time is in the WAL by now.
  microseconds := (extract(epoch from core.now()) * 1000000)::bigint;
  lsn := (pg_current_wal_insert_lsn() - pg_lsn '0/0')::bigint;
  timeline := ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer;
  -- After a record that fills its page, the insert LSN is behind the next page's header already (at most 40 bytes), and
  -- a replica that has replayed that record is not.
  if lsn % 8192 <= 40 then
    lsn := lsn - lsn % 8192;
  end if;
end
$$;

comment on function feed.primary_position() is
'How much WAL there is, at what time
timeline: counts promotions. lsn: in bytes. microseconds: the time, since 1970. A replica of this timeline that has
replayed the WAL up to lsn has every commit that was made before that time. All are null on a replica.';
