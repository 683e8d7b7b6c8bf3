create or replace function api.get_user(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  return account.answer_user(p_user_id);
end
$$;

comment on function api.get_user(uuid) is
'The caller''s account
Refuses FORBIDDEN if the account is gone or no longer active.';
