create or replace function feed.changed_slots(
  p_next_xid xid8,
  p_running xid8[],
  p_from timestamptz,
  p_now timestamptz,
  p_limit integer
)
  returns uuid[]
  language plpgsql
  stable
  -- Else it would be planned at every look, which takes longer than the look.
  set plan_cache_mode = force_generic_plan
as $$
declare
  -- A restored dump has transaction ids of another cluster, which may be greater than any of this one.
  v_end xid8 := pg_snapshot_xmax(pg_current_snapshot());
  v_ids uuid[];
begin
  v_ids := array(select id from medbook.slots where changed >= p_next_xid and changed < v_end limit p_limit)
    || array(select id from medbook.slots where changed = any(p_running) limit p_limit)
    || array(select slot_id from medbook.bookings
              where status = 'PENDING' and expires_at > p_from and expires_at <= p_now limit p_limit);
  return case when cardinality(v_ids) > 0 then array(select distinct id from unnest(v_ids) id) else v_ids end;
end
$$;

comment on function feed.changed_slots(xid8, xid8[], timestamptz, timestamptz, integer) is
'The slots that another transaction changed, or a hold of which lapsed, since somebody looked
p_next_xid, p_running, p_from: as feed.read_cursor gives them. p_limit: of how many to know at most, of each of the
three kinds. What was running then may have committed since: so no commit is missed, however late it came. Both are to
be read in one statement: in two, a commit between them is lost.';
