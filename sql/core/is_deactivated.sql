create or replace function core.is_deactivated(
  p_user_id uuid
)
  returns boolean
  language sql
  stable
as $$
  select exists (select from medbook.users where id = p_user_id and not is_active)
$$;

comment on function core.is_deactivated(uuid) is
'Whether this user is deactivated now, whatever the access token says';
