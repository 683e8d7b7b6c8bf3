create or replace function api.revoke_session(
  p_user_id uuid,
  p_session_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'revoke session');
  end if;
  perform from medbook.sessions where family = p_session_id and user_id = p_user_id;
  if not found then
    return core.refuse('SESSION_NOT_FOUND');
  end if;
  if account.end_session(p_session_id) then
    perform core.record('revoke session', p_user_id, p_user_id);
  end if;
  return jsonb_build_object('success', true, 'revoked', p_session_id);
end
$$;

comment on function api.revoke_session(uuid, uuid) is
'Ends one of the caller''s sessions; a repeated call changes nothing
p_session_id: the session. Within 30 seconds its access token is no longer accepted. Refuses FORBIDDEN,
SESSION_NOT_FOUND.';
