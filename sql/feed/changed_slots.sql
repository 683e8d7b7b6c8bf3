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
  -- Else PostgreSQL would plan the queries at every poll, which takes longer than to run them.
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
'The slots that a transaction changed, or whose hold lapsed, since the last poll
p_next_xid, p_running, p_from: as feed.read_cursor returns them. p_now: the time of this poll. p_limit: the most
slots to return of each of the three kinds. Transactions that were running at the last poll may have committed since,
so a late commit is not missed. Read the slots and the new cursor with one snapshot: with two, a commit between them
is lost.';
