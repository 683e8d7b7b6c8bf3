create or replace function account.end_sessions(
  p_user_id uuid,
  p_except uuid default null
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz;
  v_count integer;
begin
  perform from medbook.users where id = p_user_id for no key update;
  v_now := core.now();
  -- An access token may outlive the refresh token that it came with, by an hour at most.
  with ended as (
    update medbook.sessions set revoked_at = v_now
     where user_id = p_user_id and revoked_at is null and expires_at > v_now - interval '1 hour'
       and family is distinct from p_except
    returning family)
  select count(distinct family)::integer into v_count from ended;
  return v_count;
end
$$;

comment on function account.end_sessions(uuid, uuid) is
'Ends the sessions of a user; returns how many
p_except: the session that stays; null: none. Within 30 seconds the gateway accepts no access token of an ended
session.';
