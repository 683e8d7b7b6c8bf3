create or replace function api.get_settings(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  set intervalstyle = 'iso_8601'
as $$
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  return (select jsonb_build_object('success', true, 'settings', to_jsonb(s)) from api.settings s);
end
$$;

comment on function api.get_settings(uuid) is
'The clinic''s rules, as update_settings takes them
Refuses FORBIDDEN.';
