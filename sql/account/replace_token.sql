create or replace function account.replace_token(
  p_session medbook.sessions,
  p_since timestamptz,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  volatile
as $$
begin
  if p_session.used_at <= p_since or p_session.expires_at <= p_now then
    return false;
  end if;
  -- It counts as spent from now on, without a successor of its own: whoever has it ends the session by using it.
  update medbook.sessions set used_at = p_now
   where parent = p_session.token_hash and used_at is null and revoked_at is null;
  return found;
end
$$;

comment on function account.replace_token(medbook.sessions, timestamptz, timestamptz) is
'Spends the unused successor of a refresh token whose answer was lost; returns whether there was one
p_session: the spent token, locked. p_since: after when it must have been spent.';
