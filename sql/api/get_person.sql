create or replace function api.get_person(
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
declare
  v_person jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'get user');
  end if;
  select to_jsonb(v) into v_person from api.user v where v.id = p_patient_id;
  if v_person is null then
    return core.refuse('USER_NOT_FOUND');
  end if;
  perform core.record('get user', p_user_id, p_patient_id);
  return jsonb_build_object('success', true, 'user', v_person);
end
$$;

comment on function api.get_person(uuid, uuid) is
'One patient, or administrator, with whom to call; each call is written to the audit
p_patient_id: whose account. Refuses FORBIDDEN, USER_NOT_FOUND (an account that is no longer active, too).';
