create or replace function api.issue_password_reset(
  p_user_id uuid,
  p_patient_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'issue password reset');
  end if;
  return account.issue_reset(p_patient_id, p_user_id);
end
$$;

comment on function api.issue_password_reset(uuid, uuid) is
'Makes a one-time code, with which a person sets a new password at POST /v1/auth/reset
p_patient_id: who forgot the password; another administrator too. Answers code, which is shown only now, and
expires_in, the seconds of 30 minutes. An older code is no longer valid. It is written to the audit. Refuses
FORBIDDEN, USER_NOT_FOUND, INVALID_INPUT (the account has no e-mail address yet).';
