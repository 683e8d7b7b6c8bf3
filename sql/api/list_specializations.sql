create or replace function api.list_specializations()
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
  select jsonb_build_object('success', true,
    'specializations', coalesce(jsonb_agg(to_jsonb(s) order by s.name), '[]'))
    from api.specialization s
$$;

comment on function api.list_specializations() is
'All fields of medicine that can be booked
By name. Those without an active doctor are not listed.';
