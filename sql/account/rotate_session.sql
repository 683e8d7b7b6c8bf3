create or replace function account.rotate_session(
  p_token_hash bytea,
  p_new_token_hash bytea,
  p_lifetime interval
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
begin
  -- One statement: of two that bring the same token at once, one finds it unused.
  update medbook.sessions s set used_at = v_now
    from medbook.users u
   where s.token_hash = p_token_hash and s.used_at is null and s.revoked_at is null and s.expires_at > v_now
     and u.id = s.user_id and u.is_active
  returning s.* into v_session;
  if not found then
    -- A token that comes twice was stolen, from or by whom nobody can tell: the whole family ends.
    perform account.close_session(p_token_hash);
    return core.refuse('INVALID_TOKEN');
  end if;

  insert into medbook.sessions (token_hash, parent, family, user_id, created_at, expires_at)
  values (p_new_token_hash, p_token_hash, v_session.family, v_session.user_id, v_now, v_now + p_lifetime);
  return api.get_user(v_session.user_id);
end
$$;

comment on function account.rotate_session(bytea, bytea, interval) is
'Exchanges a refresh token for a new one
p_token_hash, p_new_token_hash: SHA-256 of the old and of the new token. p_lifetime: until the new one expires.
Refuses INVALID_TOKEN: unknown, expired, revoked or used; a used one revokes all that descend from the same login.';
