create or replace function api.get_user(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb;
begin
  select jsonb_build_object('success', true, 'user', to_jsonb(u)) into v_answer
    from api.user u
   where u.id = p_user_id;
  return coalesce(v_answer, core.refuse('FORBIDDEN'));
end
$$;

comment on function api.get_user(uuid) is
'The account that is signed in
p_user_id: the caller. Refuses FORBIDDEN when the account is gone or no longer active.';
