create or replace function api.get_doctor_link(
  p_user_id uuid,
  p_doctor_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif not exists (select from medbook.doctors where id = p_doctor_id) then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  return outbound.answer_link(p_user_id, p_doctor_id);
end
$$;

comment on function api.get_doctor_link(uuid, uuid) is
'Whether a doctor has a secret address for calendars, since when, and who made it
p_doctor_id: the doctor, a retired one too. Refuses FORBIDDEN, DOCTOR_NOT_FOUND, CALENDAR_NOT_FOUND (there is none).';
