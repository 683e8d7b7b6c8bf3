create or replace function api.remove_time_off(
  p_user_id uuid,
  p_time_off_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_time_off medbook.time_off;
  v_time_zone text;
  v_answer jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'remove time off');
  end if;
  if exists (select from medbook.time_off where id = p_time_off_id and doctor_id is null) then
    -- Nobody can lock a doctor that is being added: calendar.lock_doctor waits here, then sees no time off.
    perform from medbook.settings for update;
  else
    perform from medbook.settings for key share;
  end if;
  delete from medbook.time_off where id = p_time_off_id returning * into v_time_off;
  if not found then
    return core.refuse('TIME_OFF_NOT_FOUND');
  end if;
  if v_time_off.doctor_id is null then
    v_answer := calendar.reopen_clinic(v_time_off.during, v_time_off.days);
  else
    -- This locks the doctor.
    update medbook.doctors set open_until = null where id = v_time_off.doctor_id and retired_at is null
    returning time_zone into v_time_zone;
    v_answer := jsonb_build_object('doctors_left', jsonb '[]', 'reopened', case when not found then 0 else
      calendar.reopen_slots(v_time_off.doctor_id, coalesce(
        v_time_off.during, calendar.days_during(v_time_off.days, v_time_zone))) end);
  end if;
  perform core.record('remove time off', p_user_id, null);
  return jsonb '{"success": true}' || v_answer;
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.remove_time_off(uuid, uuid) is
'Removes a time off: reopens slots that it closed and that overlap nothing else
p_time_off_id: the time off. Answers reopened (how many slots) and doctors_left (who could not be locked when the whole
clinic was away: the nightly run reopens their slots). Refuses FORBIDDEN, TIME_OFF_NOT_FOUND, SLOT_LOCKED (waited
lock_timeout).';
