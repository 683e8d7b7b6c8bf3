create or replace function account.sign_out(
  p_token_hash bytea
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_session medbook.sessions;
begin
  select * into v_session from medbook.sessions where token_hash = p_token_hash;
  if account.end_session(v_session.family) then
    perform core.record('sign out', v_session.user_id, v_session.user_id);
  end if;
  return jsonb_build_object('success', true);
end
$$;

comment on function account.sign_out(bytea) is
'Ends the session of a refresh token
p_token_hash: SHA-256 of the token. An unknown token changes nothing.';
