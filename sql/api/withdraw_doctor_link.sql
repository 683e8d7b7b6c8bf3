create or replace function api.withdraw_doctor_link(
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
    return core.forbid(p_user_id, 'withdraw calendar link');
  elsif not exists (select from medbook.doctors where id = p_doctor_id) then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  return outbound.withdraw_link(p_user_id, p_doctor_id);
end
$$;

comment on function api.withdraw_doctor_link(uuid, uuid) is
'Ends the secret address for a doctor''s calendars; a repeated call changes nothing
p_doctor_id: the doctor, a retired one too. Another administrator may have made it. Answers withdrawn, whether there was
one. It is written to the audit. Refuses FORBIDDEN, DOCTOR_NOT_FOUND.';
