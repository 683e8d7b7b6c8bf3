create or replace function api.list_time_off(
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
  elsif not exists (select from api.doctor where id = p_doctor_id) then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  return jsonb_build_object('success', true, 'time_off', calendar.list_time_off(p_doctor_id));
end
$$;

comment on function api.list_time_off(uuid, uuid) is
'The times off of a doctor, by their beginning
p_doctor_id: the doctor. Times in which the whole clinic is closed are in list_clinic_time_off. Refuses FORBIDDEN,
DOCTOR_NOT_FOUND.';
