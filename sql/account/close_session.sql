create or replace function account.close_session(
  p_token_hash bytea
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
begin
  -- Again until nothing is left: a token that is exchanged meanwhile has a child that the first look cannot see.
  loop
    update medbook.sessions set revoked_at = v_now
     where revoked_at is null
       and family = (select family from medbook.sessions where token_hash = p_token_hash);
    exit when not found;
  end loop;
end
$$;

comment on function account.close_session(bytea) is
'Revokes a refresh token and all that descend from the same login
p_token_hash: SHA-256 of the token. An unknown one changes nothing.';
