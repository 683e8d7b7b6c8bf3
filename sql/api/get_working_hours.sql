create or replace function api.get_working_hours(
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
  return jsonb_build_object('success', true, 'hours', calendar.list_hours(p_doctor_id));
end
$$;

comment on function api.get_working_hours(uuid, uuid) is
'The working hours of a doctor, by weekday and start, as set_working_hours takes them
p_doctor_id: the doctor. Refuses FORBIDDEN, DOCTOR_NOT_FOUND.';
