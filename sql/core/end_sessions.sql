create or replace function core.end_sessions(
  p_user_id uuid,
  p_but uuid default null
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
  v_ended uuid[] := array[]::uuid[];
  v_more uuid[];
begin
  -- Again until nothing is left: a token that is exchanged meanwhile has a child that the first look cannot see.
  loop
    with ended as (
      update medbook.sessions set revoked_at = v_now
       where user_id = p_user_id and revoked_at is null and expires_at > v_now and family is distinct from p_but
      returning family)
    select array_agg(distinct family) into v_more from ended;
    exit when v_more is null;
    v_ended := v_ended || v_more;
  end loop;
  return (select count(distinct family)::integer from unnest(v_ended) family);
end
$$;

comment on function core.end_sessions(uuid, uuid) is
'Ends the sessions of a user; returns how many
p_but: the session that stays; null for none. Access tokens of an ended session are worth nothing within 30 seconds.';
