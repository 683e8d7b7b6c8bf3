create or replace function account.refuse_sign_in(
  p_user_id uuid,
  p_action text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  perform core.record(p_action, null, p_user_id, 'INVALID_CREDENTIALS');
  return core.refuse('INVALID_CREDENTIALS');
end
$$;

comment on function account.refuse_sign_in(uuid, text) is
'Refuses a wrong password, and writes the attempt to the audit
p_user_id: the user whose password was asked for; null if there is no such account. p_action: sign in or change
password. Refuses INVALID_CREDENTIALS.';
