create or replace function core.end_session(
  p_session_id uuid
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
  v_is_ended boolean := false;
begin
  -- Again until nothing is left: a token that is exchanged meanwhile has a child that the first look cannot see.
  loop
    update medbook.sessions set revoked_at = v_now where family = p_session_id and revoked_at is null;
    exit when not found;
    v_is_ended := true;
  end loop;
  return v_is_ended;
end
$$;

comment on function core.end_session(uuid) is
'Ends a session; returns whether it had not ended yet';
