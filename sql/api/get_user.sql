create or replace function api.get_user(
  p_user_id uuid
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
  select coalesce(
    (select jsonb_build_object('success', true, 'user', to_jsonb(u)) from api.user u where u.id = p_user_id),
    core.refuse('FORBIDDEN'))
$$;

comment on function api.get_user(uuid) is
'The account that is signed in
p_user_id: the caller. Refuses FORBIDDEN when the account is gone.';
