create or replace function account.open_session(
  p_user_id uuid,
  p_password_hash text,
  p_token_hash bytea,
  p_address text,
  p_user_agent text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz;
  v_id uuid := gen_random_uuid();
begin
  -- The lock: a concurrent change of password or deactivation either ends this session too, or is seen here.
  perform from medbook.users
    where id = p_user_id and password_hash = p_password_hash and is_active for share;
  if not found then
    return account.refuse_sign_in(p_user_id, 'sign in');
  end if;
  v_now := core.now();
  insert into medbook.sessions
    (token_hash, family, user_id, created_at, expires_at, started_at, ends_at, address, user_agent)
  select p_token_hash, v_id, p_user_id, v_now, v_now + least(session_idle, session_lifetime), v_now,
         v_now + session_lifetime, p_address, left(p_user_agent, 200)
    from medbook.settings;
  perform limits.forget_failures(p_user_id, p_address);
  perform core.record('sign in', p_user_id, p_user_id);
  return account.answer_user(p_user_id) || jsonb_build_object('session_id', v_id);
end
$$;

comment on function account.open_session(uuid, text, bytea, text, text) is
'Starts a session after a sign-in
p_user_id: the user whose password was checked. p_password_hash: the hash that it was checked against. p_token_hash:
SHA-256 of the refresh token. p_address, p_user_agent: the address and the browser of the client, for the list of
sessions. Refuses INVALID_CREDENTIALS if the password was changed or the account deactivated since.';
