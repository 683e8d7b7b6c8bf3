create or replace function api.get_notifications(
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
  return coalesce(
    (select jsonb_build_object('success', true, 'notifications', to_jsonb(n))
       from api.notifications n where n.user_id = p_user_id and not core.is_deactivated(p_user_id)),
    core.refuse('FORBIDDEN'));
end
$$;

comment on function api.get_notifications(uuid) is
'Which mail the caller gets
Refuses FORBIDDEN if the account is gone or no longer active.';
