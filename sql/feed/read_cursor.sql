create or replace function feed.read_cursor(
  p_cursor text,
  p_cluster text,
  p_now timestamptz,
  out next_xid xid8,
  out running xid8[],
  out looked_at timestamptz
)
  returns record
  language plpgsql
  stable
as $$
declare
  v_parts text[] := regexp_match(p_cursor, '^(\d+):(\d+):(\d+(?:,\d+)*)?/(\d+)/(\w+)$');
begin
  -- Bounds like {1,16} in the expression itself would make it ten times slower.
  if v_parts[5] is distinct from p_cluster or v_parts[3] ~ '\d{17}'
     or greatest(length(v_parts[1]), length(v_parts[2]), length(v_parts[4])) > 16 then
    return;
  end if;
  looked_at := timestamptz 'epoch' + v_parts[4]::bigint * interval '1 microsecond';
  if looked_at between core.later(p_now, '-1 hour') and p_now
     and v_parts[2]::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) then
    next_xid := v_parts[2]::xid8;
    running := string_to_array(v_parts[3], ',')::xid8[];
  end if;
end
$$;

comment on function feed.read_cursor(text, text, timestamptz) is
'Where a reader of the feed stands: the next transaction that was to come, those that were running, and when it looked
p_cursor: as api.slot_changes gives it. p_cluster: feed.cluster_identity(). All are null when nobody can go on from
there: the cursor is not ours, of another cluster, from the future, or more than an hour old.';
