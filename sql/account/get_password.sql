create or replace function account.get_password(
  p_user_id uuid
)
  returns table (
    email text,
    name text,
    password_hash text
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
  select email::text, name, password_hash from medbook.users where id = p_user_id and is_active
$$;

comment on function account.get_password(uuid) is
'What the gateway needs to check the old password and a new one
p_user_id: the caller. Returns no row if the account is not active.';
