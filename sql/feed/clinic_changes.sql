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
  v_begin xid := p_next_xid::xid;
  v_end xid := pg_snapshot_xmax(pg_current_snapshot())::xid;
  v_running xid[] := p_running::xid[];
  v_changes jsonb;
begin
  -- DBAs tune both with a bare UPDATE, so the rows' own xmin must tell. These tables are small.
  select coalesce(jsonb_agg(distinct jsonb_build_object('event', event, 'topics', jsonb '[]')), '[]') into v_changes
    from (select 'doctors', xmin from medbook.doctors union all select 'settings', xmin from medbook.settings) as row (event, xid)
   where age(xid) <= age(v_begin) and age(xid) > age(v_end) or xid = any(v_running);
  if date_trunc('minute', p_from) < date_trunc('minute', p_now) then
    v_changes := v_changes || jsonb '{"event": "minute", "topics": []}';
  end if;
  return v_changes;
end
$$;

comment on function feed.clinic_changes(xid8, xid8[], timestamptz, timestamptz) is
'What is new that is of no slot: doctors or the settings changed, or a minute began, with which slots start
p_next_xid, p_running, p_from: as feed.read_cursor gives them. Nobody subscribes to these; caches need them. What was
updated behind a savepoint while somebody looked is missed, and found out when the minute ends.';
