create or replace function api.revoke_sessions(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_count integer;
begin
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'sign out everywhere');
  end if;
  v_count := account.end_sessions(p_user_id);
  perform core.record('sign out everywhere', p_user_id, p_user_id);
  return jsonb_build_object('success', true, 'revoked', v_count);
end
$$;

comment on function api.revoke_sessions(uuid) is
'Ends all of the caller''s sessions, the current one too
Answers how many sessions ended. Refuses FORBIDDEN.';
