create or replace function feed.current_position(
  p_cluster text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_snapshot pg_snapshot := pg_current_snapshot();
  v_microseconds bigint := (extract(epoch from p_now) * 1000000)::bigint;
  v_suffix text := format('/%s/%s', v_microseconds, p_cluster);
begin
  return jsonb_build_object(
    'cursor', v_snapshot || v_suffix,
    'id', format('%1$s:%1$s:%2$s', pg_snapshot_xmin(v_snapshot), v_suffix),
    'cluster', p_cluster,
    'position', jsonb_build_array((pg_current_wal_insert_lsn() - pg_lsn '0/0')::bigint, v_microseconds));
end
$$;

comment on function feed.current_position(text, timestamptz) is
'Where a reader of the feed stands who looks in this statement
cursor: whence to go on, exactly. id: likewise, for clients: short, and some changes may come again. cluster: the history
that these are counted in. position: bytes of WAL and microseconds: what is read after this look knows of all that any
look up to this position has found, in whichever process.';
