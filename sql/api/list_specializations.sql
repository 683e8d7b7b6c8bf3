create or replace function api.list_specializations()
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
  select jsonb_agg(to_jsonb(s) order by medbook.search_text(s.name) collate "C") into v_rows from api.specialization s;
  return jsonb_build_object('success', true, 'specializations', coalesce(v_rows, '[]'));
end
$$;

comment on function api.list_specializations() is
'All specializations that can be booked
By name, as people sort. A specialization without an active doctor is not listed.';
