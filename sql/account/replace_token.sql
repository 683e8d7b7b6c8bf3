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
  -- From now on the successor counts as used, and has no successor itself: if a client uses it, the session ends.
  update medbook.sessions set used_at = p_now
   where parent = p_session.token_hash and used_at is null and revoked_at is null;
  return found;
end
$$;

comment on function account.replace_token(medbook.sessions, timestamptz, timestamptz) is
'Marks the unused successor of a refresh token as used; returns whether there was one
For a client that did not receive the successor and repeats its request. p_session: the used token, whose user is
locked. p_since: false is returned if the token was used at or before this time. p_now: the time of the request.';
