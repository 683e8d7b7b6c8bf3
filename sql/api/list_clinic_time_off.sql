create or replace function api.list_clinic_time_off(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  return jsonb_build_object('success', true, 'time_off', calendar.list_time_off(null));
end
$$;

comment on function api.list_clinic_time_off(uuid) is
'The times in which the whole clinic is closed, by their beginning
Refuses FORBIDDEN.';
