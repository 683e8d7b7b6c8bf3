create or replace function api.list_time_off(
  p_user_id uuid,
  p_doctor_id uuid,
  p_limit integer default 20,
  p_cursor text default null
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
  return calendar.list_time_off(p_doctor_id, p_limit, p_cursor);
end
$$;

comment on function api.list_time_off(uuid, uuid, integer, text) is
'The times off of a doctor, by their beginning, then id
p_doctor_id: the doctor. Times in which the whole clinic is closed are in list_clinic_time_off. Whole days begin at
midnight UTC here. p_limit: 1 to 100 times off. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN,
DOCTOR_NOT_FOUND, INVALID_INPUT.';
