create or replace function api.set_working_hours(
  p_user_id uuid,
  p_doctor_id uuid,
  p_hours jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb := calendar.check_hours(p_hours);
  v_doctor medbook.doctors;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'set working hours');
  elsif v_answer is not null then
    return v_answer;
  end if;
  v_doctor := calendar.lock_doctor(p_doctor_id);
  if v_doctor is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  elsif not core.is_time_zone(v_doctor.time_zone) then
    return core.refuse_input('time_zone', 'is not known to the server: change the doctor''s time zone');
  elsif not calendar.replace_hours(p_doctor_id, p_hours) then
    return core.refuse_input('hours', 'must not overlap');
  end if;
  v_answer := calendar.fit_slots(p_doctor_id, core.now());
  perform core.record('set working hours', p_user_id, null);
  return v_answer || jsonb_build_object('success', true, 'hours', calendar.list_hours(p_doctor_id));
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.set_working_hours(uuid, uuid, jsonb) is
'Replaces the working hours of a doctor
p_doctor_id: the doctor. p_hours: list of weekday (1 is Monday), start and end (HH:MM on the doctor''s wall clock, 24:00
is midnight, an end before the start is on the next day), slot_minutes, and optionally gap_minutes, valid_from and
valid_to, the first and the last day on which they begin, and service_ids: the kinds of visit that their slots are for
(a list of 1 to 50; without: anything). Answers hours, closed (how many free slots did not fit and closed) and
affected_bookings (the live bookings that do not fit: they stay, and their slots close when they end). Slots that stay
are for what the new hours name; slots of the new hours are made by open_slots or during the next night. Refuses
FORBIDDEN, INVALID_INPUT (pointer #/time_zone: the server does not know the doctor''s), DOCTOR_NOT_FOUND, SLOT_LOCKED
(waited lock_timeout).';
