create or replace function api.open_slots(
  p_user_id uuid,
  p_doctor_id uuid,
  p_from date,
  p_to date
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_doctor medbook.doctors;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'open slots');
  elsif p_to < p_from then
    return core.refuse_input('to', 'must not be before from');
  elsif (isfinite(p_from) and isfinite(p_to) and p_to - p_from < 366) is not true then
    return core.refuse_input('to', 'must be at most 365 days after from');
  end if;
  v_doctor := calendar.lock_doctor(p_doctor_id);
  if v_doctor is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  elsif not core.is_time_zone(v_doctor.time_zone) then
    return core.refuse_input('time_zone', 'is not known to the server: change the doctor''s time zone');
  end if;
  perform core.record('open slots', p_user_id, null);
  return calendar.open_days(p_doctor_id, p_from, p_to, core.now());
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.open_slots(uuid, uuid, date, date) is
'Makes the missing slots that a doctor''s working hours ask for
p_doctor_id: the doctor. p_from, p_to: days of the doctor''s own calendar, both included, 366 at most. Answers how many
slots were opened and how many kept because they exist already, and why others were skipped: PAST, TIME_OFF, CLOSED by
hand, OCCUPIED by another slot. A repeated call makes only slots that are missing. Refuses FORBIDDEN, INVALID_INPUT
(pointer #/time_zone: the server does not know the doctor''s), DOCTOR_NOT_FOUND, SLOT_LOCKED (waited lock_timeout).';
