create or replace function core.changed_slots(
  p_next_xid xid8,
  p_running xid8[],
  p_from timestamptz,
  p_now timestamptz,
  p_limit integer
)
  returns table (
    doctor_id uuid,
    id uuid
  )
  language plpgsql
  stable
  rows 50
as $$
declare
  -- A restored dump has transaction ids of another cluster, which may be greater than any of this one.
  v_end xid8 := pg_snapshot_xmax(pg_current_snapshot());
begin
  return query
    (select s.doctor_id, s.id from medbook.slots s where s.changed >= p_next_xid and s.changed < v_end limit p_limit)
    union
    (select s.doctor_id, s.id from medbook.slots s where s.changed = any(p_running) limit p_limit)
    union
    (select b.doctor_id, b.slot_id from medbook.bookings b
      where b.status = 'PENDING' and b.expires_at > p_from and b.expires_at <= p_now limit p_limit)
    limit p_limit;
end
$$;

comment on function core.changed_slots(xid8, xid8[], timestamptz, timestamptz, integer) is
'The slots that another transaction changed, or a hold of which lapsed, since somebody looked; so many at most
p_next_xid, p_running, p_from: as core.read_position gives them. What was running then may have committed since: so no
commit is missed, however late it came. Both are to be read in one statement: in two, a commit between them is lost. It promises few rows, so that
who joins them to slots reads an index, and not all slots.';
