create or replace function feed.clinic_changes(
  p_next_xid xid8,
  p_running xid8[],
  p_from timestamptz,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_end xid := pg_snapshot_xmax(pg_current_snapshot())::xid;
  v_begin xid;
  v_changes jsonb;
begin
  -- After a savepoint a transaction writes under further ids, which no snapshot lists: all from its first one on may be
  -- of a transaction that was running then and has ended.
  v_begin := least(p_next_xid, (select min(xid) from unnest(p_running) as running (xid)
                                 where pg_visible_in_snapshot(xid, pg_current_snapshot())))::xid;
  -- DBAs change these tables with a plain UPDATE, so only the rows' xmin shows a change. The tables are small.
  select coalesce(jsonb_agg(distinct jsonb_build_object('event', event, 'topics', jsonb '[]')), '[]') into v_changes
    from (select 'doctors', xmin from medbook.doctors
          union all select 'services', xmin from medbook.services
          union all select 'settings', xmin from medbook.settings) as row (event, xid)
   where age(xid) <= age(v_begin) and age(xid) > age(v_end);
  if date_trunc('minute', p_from) < date_trunc('minute', p_now) then
    v_changes := v_changes || jsonb '{"event": "minute", "topics": []}';
  end if;
  return v_changes;
end
$$;

comment on function feed.clinic_changes(xid8, xid8[], timestamptz, timestamptz) is
'Changes since the last poll that concern no single slot
Doctors, kinds of visit or the settings changed, or a minute began, in which slots may start. p_next_xid, p_running,
p_from: as feed.read_cursor returns them. p_now: the time of this poll. Clients do not subscribe to these changes;
caches need them. A change may be reported once more when a transaction ends that began before it.';
