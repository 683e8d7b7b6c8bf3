create or replace function api.update_user(
  p_user_id uuid,
  p_patient_id uuid,
  p_name text default null,
  p_email text default null,
  p_phone text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'update user');
  end if;
  v_answer := account.change_person(p_patient_id, p_name, p_email, p_phone);
  perform core.record(case when p_email is null then 'update user' else 'update user''s e-mail' end, p_user_id,
                      p_patient_id, coalesce(v_answer ->> 'error', 'OK'));
  return v_answer;
end
$$;

comment on function api.update_user(uuid, uuid, text, text, text) is
'Changes a person''s data; a field that is not given stays as it is
Each call is written to the audit. p_patient_id: whose; another administrator''s too. p_name: 1 to 200 characters.
p_email: unique, regardless of upper and lower case. p_phone: telephone, 5 to 30 characters; empty: none any more.
Refuses FORBIDDEN, INVALID_INPUT, USER_NOT_FOUND, EMAIL_TAKEN.';
