create or replace function feed.read_cursor(
  p_cursor text,
  p_cluster text,
  p_now timestamptz,
  out next_xid xid8,
  out running xid8[],
  out polled_at timestamptz
)
  returns record
  language plpgsql
  stable
as $$
declare
  v_parts text[] := regexp_match(p_cursor, '^(\d+):(\d+):(\d+(?:,\d+)*)?/(\d+)/(\w+)$');
begin
  -- Bounds such as {1,16} in the regular expression itself would make it ten times slower.
  if v_parts[5] is distinct from p_cluster or v_parts[3] ~ '\d{17}'
     or greatest(length(v_parts[1]), length(v_parts[2]), length(v_parts[4])) > 16 then
    return;
  end if;
  polled_at := timestamptz 'epoch' + v_parts[4]::bigint * interval '1 microsecond';
  if polled_at between core.later(p_now, '-1 hour') and p_now
     and v_parts[2]::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) then
    next_xid := v_parts[2]::xid8;
    running := string_to_array(v_parts[3], ',')::xid8[];
  end if;
end
$$;

comment on function feed.read_cursor(text, text, timestamptz) is
'The state of the last poll: the next transaction id, the running ones, and its time
p_cursor: cursor or id as api.slot_changes answers it. p_cluster: feed.cluster_identity(). p_now: the time of this
poll. next_xid and running are null if a poll cannot go on from the cursor: it is not valid, of another cluster, from
the future, or more than an hour old.';
