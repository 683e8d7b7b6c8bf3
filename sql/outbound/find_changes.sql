create or replace function outbound.find_changes(
  p_relay medbook.relay,
  p_cluster text,
  p_since timestamptz
)
  returns setof medbook.booking_history
  language plpgsql
  stable
  -- Else PostgreSQL would plan the queries at every read, which takes longer than to run them.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_end xid8 := pg_snapshot_xmax(pg_current_snapshot());
begin
  if p_relay.cluster = p_cluster then
    return query select * from medbook.booking_history where changed >= p_relay.next_xid and changed < v_end;
    return query select * from medbook.booking_history where changed = any(p_relay.running);
  else
    -- Transaction ids of a restored dump, or of a primary that was replaced, say nothing here.
    return query select * from medbook.booking_history h
      where at >= p_since
        and not exists (select from medbook.events e where e.doctor_id = h.doctor_id and e.booking_id = h.booking_id
                           and e.to_status = h.to_status and e.correction = h.correction);
  end if;
end
$$;

comment on function outbound.find_changes(medbook.relay, text, timestamptz) is
'The changes of bookings that are no events yet
p_relay: how far they were read. p_cluster: feed.cluster_identity(). p_since: the oldest that count when they were read
elsewhere, or never. Transactions that were running at the last read may have committed since, so a late commit is not
missed. Read the changes and the new snapshot in one statement: with two, a commit between them is lost.';
