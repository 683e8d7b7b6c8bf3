create or replace function outbound.token_digest(
  p_token text
)
  returns bytea
  language sql
  immutable
  parallel safe
as $$
  select sha256(convert_to(p_token, 'UTF8'))
$$;

comment on function outbound.token_digest(text) is
'The SHA-256 of the token in the secret address of a calendar';
