create or replace function account.rotate_session(
  p_token_hash bytea,
  p_new_token_hash bytea
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz := core.now();
  v_session medbook.sessions;
  v_settings medbook.settings;
begin
  -- Every change of a user's sessions locks the user first, so that requests run one after the other. The clock is read
  -- before the lock: a client's retry counts from when it came, however long it waits.
  perform from medbook.users
    where id = (select user_id from medbook.sessions where token_hash = p_token_hash) for no key update;
  select * into v_session from medbook.sessions where token_hash = p_token_hash;
  select * into v_settings from medbook.settings;
  if v_session.token_hash is null or v_session.revoked_at is not null or core.is_deactivated(v_session.user_id)
     or (v_session.used_at is null and v_session.expires_at <= v_now) then
    perform account.end_session(v_session.family);
    return core.refuse('INVALID_TOKEN');
  elsif v_session.used_at is null then
    update medbook.sessions set used_at = v_now where token_hash = p_token_hash;
  elsif not account.replace_token(v_session, v_now - v_settings.refresh_grace, v_now) then
    -- A token that is used twice was stolen. Nobody can tell the thief from the owner, so the whole session ends.
    perform account.end_session(v_session.family);
    perform core.record('reuse refresh token', null, v_session.user_id, 'INVALID_TOKEN');
    return core.refuse('INVALID_TOKEN');
  end if;

  insert into medbook.sessions
    (token_hash, parent, family, user_id, created_at, expires_at, started_at, ends_at, address, user_agent)
  values (p_new_token_hash, p_token_hash, v_session.family, v_session.user_id, v_now,
          least(v_now + v_settings.session_idle, v_session.ends_at), v_session.started_at, v_session.ends_at,
          v_session.address, v_session.user_agent);
  return account.answer_user(v_session.user_id) || jsonb_build_object('session_id', v_session.family);
end
$$;

comment on function account.rotate_session(bytea, bytea) is
'Exchanges a refresh token for a new one
p_token_hash, p_new_token_hash: SHA-256 of the old and of the new token. Refuses INVALID_TOKEN if the token is
unknown, expired, revoked or used already. A used token ends the session, and this is written to the audit.
Exception: if it comes again within refresh_grace and its successor is unused, the client did not receive the answer,
and the successor is replaced.';
