create or replace function api.add_time_off(
  p_user_id uuid,
  p_doctor_id uuid,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_reason text default null,
  p_from_date date default null,
  p_to_date date default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := calendar.check_time_off(p_from, p_to, p_reason, p_from_date, p_to_date);
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'add time off');
  elsif v_answer is not null then
    return v_answer;
  elsif calendar.lock_doctor(p_doctor_id) is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  return calendar.insert_time_off(
    p_user_id, p_doctor_id, p_from, p_to, p_reason, p_from_date, p_to_date);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.add_time_off(uuid, uuid, timestamptz, timestamptz, text, date, date) is
'Adds a time off of a doctor: free slots close, bookings stay
p_doctor_id: the doctor. p_from, p_to: its start and end. p_from_date, p_to_date: instead of them its first and last
day, both included, on the doctor''s own calendar. p_reason: why, at most 500 characters. Answers time_off, created (its
id), closed (how many slots closed) and affected_bookings (the live bookings in it: their slots close when they end).
Refuses FORBIDDEN, INVALID_INPUT, DOCTOR_NOT_FOUND, SLOT_LOCKED (waited lock_timeout).';
