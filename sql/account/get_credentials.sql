create or replace function account.get_credentials(
  p_email text
)
  returns table (
    user_id uuid,
    password_hash text
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
  select id, password_hash from medbook.users where email = p_email::citext and is_active
$$;

comment on function account.get_credentials(text) is
'What the gateway needs to check a password; no row if there is no such active account
p_email: as the client typed it.';
