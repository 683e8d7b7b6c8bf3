create or replace function account.change_password(
  p_user_id uuid,
  p_session_id uuid,
  p_password_hash text,
  p_new_password_hash text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  update medbook.users set password_hash = p_new_password_hash
   where id = p_user_id and password_hash = p_password_hash and p_new_password_hash is not null and is_active;
  if not found then
    return account.refuse_sign_in(p_user_id, 'change password');
  end if;
  delete from medbook.password_resets where user_id = p_user_id;
  perform account.end_sessions(p_user_id, p_session_id);
  perform core.record('change password', p_user_id, p_user_id);
  return jsonb_build_object('success', true);
end
$$;

comment on function account.change_password(uuid, uuid, text, text) is
'Changes a password and ends the user''s other sessions
p_user_id: the caller. p_session_id: the caller''s own session, which stays. p_password_hash: the hash that the
gateway checked the old password against. p_new_password_hash: PHC string of argon2id. Refuses INVALID_CREDENTIALS if
the password was changed since that check, or the account is not active.';
