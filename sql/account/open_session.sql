create or replace function account.open_session(
  p_user_id uuid,
  p_token_hash bytea,
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
begin
  insert into medbook.sessions (token_hash, family, user_id, created_at, expires_at)
  values (p_token_hash, gen_random_uuid(), p_user_id, v_now, v_now + p_lifetime);
  return api.get_user(p_user_id);
end
$$;

comment on function account.open_session(uuid, bytea, interval) is
'Starts a family of refresh tokens after a login
p_user_id: who proved to be who. p_token_hash: SHA-256 of the new token. p_lifetime: until it expires.';
