create or replace function account.end_session(
  p_session_id uuid
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz;
begin
  -- Every change of a user's sessions locks the user first: a concurrent rotation has added its new token by now.
  perform from medbook.users
    where id = (select user_id from medbook.sessions where family = p_session_id limit 1) for no key update;
  v_now := core.now();
  update medbook.sessions set revoked_at = v_now where family = p_session_id and revoked_at is null;
  return found;
end
$$;

comment on function account.end_session(uuid) is
'Ends a session; returns whether it was still active
p_session_id: its id, the family of its refresh tokens.';
