create or replace function core.clinic_changes(
  p_oldest_xid xid8,
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
  v_end xid8 := pg_snapshot_xmax(pg_current_snapshot());
  v_oldest bigint := p_oldest_xid::text::bigint;
  v_changes jsonb := jsonb '[]';
begin
  if exists (select from medbook.doctors where changed >= p_next_xid and changed < v_end)
     or exists (select from medbook.doctors where changed = any(p_running)) then
    v_changes := v_changes || jsonb '{"event": "doctors", "topics": []}';
  end if;
  -- DBAs tune the settings with a bare UPDATE, so the row's own xmin must tell: 32 bits of it, of a subtransaction even.
  if exists (select from medbook.settings where (xmin::text::bigint - v_oldest) & 4294967295 < v_end::text::bigint - v_oldest) then
    v_changes := v_changes || jsonb '{"event": "settings", "topics": []}';
  end if;
  if date_trunc('minute', p_from) < date_trunc('minute', p_now) then
    v_changes := v_changes || jsonb '{"event": "minute", "topics": []}';
  end if;
  return v_changes;
end
$$;

comment on function core.clinic_changes(xid8, xid8, xid8[], timestamptz, timestamptz) is
'What is new that is of no slot: doctors or the settings changed, or a minute began, with which slots start
p_oldest_xid, p_next_xid, p_running, p_from: as core.read_position gives them. Nobody subscribes to these; caches need them.';
