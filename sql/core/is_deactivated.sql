create or replace function core.is_deactivated(
  p_user_id uuid
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return exists (select from medbook.users where id = p_user_id and not is_active);
end
$$;

comment on function core.is_deactivated(uuid) is
'Whether this user is deactivated now, whatever the access token says';
