create or replace function api.list_services()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_rows jsonb;
begin
  select jsonb_agg(to_jsonb(s) order by medbook.search_text(s.name) collate "C") into v_rows
    from api.service s where s.is_active;
  return jsonb_build_object('success', true, 'services', coalesce(v_rows, '[]'));
end
$$;

comment on function api.list_services() is
'All kinds of visit that can be booked
By name, as people sort.';
