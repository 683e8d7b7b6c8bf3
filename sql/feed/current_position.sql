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
'The cursor of a poll, and its position in the WAL and in time
p_now: the time of the poll. cursor: where the next poll goes on, exactly. id: a shorter cursor for clients; a replay
from it may repeat some changes. cluster: p_cluster, the history that these belong to. position: the LSN as bytes of
WAL, and the time as microseconds since 1970. A read that starts after this poll sees all changes found by any poll,
in any process, up to this position.';
