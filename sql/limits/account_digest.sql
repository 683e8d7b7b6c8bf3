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
'An account''s name as counters keep it: not to be read, of one length, the same whatever the case';
