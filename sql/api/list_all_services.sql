create or replace function api.list_all_services(
  p_user_id uuid
)
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
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  select jsonb_agg(to_jsonb(s) order by medbook.search_text(s.name) collate "C", s.id) into v_rows from api.service s;
  return jsonb_build_object('success', true, 'services', coalesce(v_rows, '[]'));
end
$$;

comment on function api.list_all_services(uuid) is
'All kinds of visit, also those that cannot be booked any more
By name, as people sort. Refuses FORBIDDEN.';
