create or replace function account.code_digest(
  p_code text
)
  returns bytea
  language sql
  immutable
as $$
  select sha256(convert_to(lower(regexp_replace(p_code, '[- ]', '', 'g')), 'UTF8'))
$$;

comment on function account.code_digest(text) is
'The SHA-256 of a code for a new password; hyphens, spaces and case do not matter';
