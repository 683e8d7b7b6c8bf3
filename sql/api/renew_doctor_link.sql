create or replace function api.renew_doctor_link(
  p_user_id uuid,
  p_doctor_id uuid
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
    return core.forbid(p_user_id, 'renew calendar link');
  elsif not exists (select from medbook.doctors where id = p_doctor_id) then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  return outbound.renew_link(p_user_id, p_doctor_id, '/v1/doctors/' || p_doctor_id || '/calendar.ics');
end
$$;

comment on function api.renew_doctor_link(uuid, uuid) is
'Makes or renews the secret address at which calendars read a doctor''s appointments
p_doctor_id: the doctor, a retired one too. Answers address, to be used behind https:// and the name of this host. It is
shown only now. Whoever has it reads who comes when, without signing in, as long as the caller is an administrator. An
older address is no longer valid. It is written to the audit. Refuses FORBIDDEN, DOCTOR_NOT_FOUND.';
