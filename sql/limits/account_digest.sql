create or replace function limits.account_digest(
  p_account text
)
  returns text
  language sql
  stable
as $$
  select encode(sha256(convert_to(lower(p_account), 'UTF8')), 'hex')
$$;

comment on function limits.account_digest(text) is
'The SHA-256 of an account''s name, as counters store it
The name is not readable from it, it has a fixed length, and upper and lower case give the same digest.';
