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
  select jsonb_agg(to_jsonb(s) order by s.name) into v_rows from api.specialization s;
  return jsonb_build_object('success', true, 'specializations', coalesce(v_rows, '[]'));
end
$$;

comment on function api.list_specializations() is
'All fields of medicine that can be booked
By name. Those without an active doctor are not listed.';
