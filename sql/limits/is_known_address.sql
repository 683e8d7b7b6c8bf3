create or replace function limits.is_known_address(
  p_account text,
  p_address text
)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from medbook.users u join medbook.sessions s on s.user_id = u.id
     where u.email operator(extensions.=) p_account::extensions.citext and s.address = p_address)
$$;

comment on function limits.is_known_address(text, text) is
'Whether this account''s owner signed in from this address before
p_account: the account''s name. p_address: as in limits.take. Sessions that have ended count until they are purged.';
