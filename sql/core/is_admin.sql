create or replace function core.is_admin(
  p_user_id uuid
)
  returns boolean
  language sql
  stable
as $$
  select exists (select from medbook.users where id = p_user_id and role = 'ADMIN' and is_active)
$$;

comment on function core.is_admin(uuid) is
'Whether this user is an active administrator now, whatever the access token says';
