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
  -- Whoever changes sessions of a user locks the user first: a token that is exchanged meanwhile has its child already.
  perform from medbook.users
    where id = (select user_id from medbook.sessions where family = p_session_id limit 1) for no key update;
  v_now := core.now();
  update medbook.sessions set revoked_at = v_now where family = p_session_id and revoked_at is null;
  return found;
end
$$;

comment on function account.end_session(uuid) is
'Ends a session; returns whether it had not ended yet';
