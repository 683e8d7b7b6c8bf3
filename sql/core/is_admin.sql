create or replace function core.is_admin(
  p_user_id uuid
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return exists (select from medbook.users where id = p_user_id and role = 'ADMIN' and is_active);
end
$$;

comment on function core.is_admin(uuid) is
'Whether this user is an active administrator now, whatever the access token says';
