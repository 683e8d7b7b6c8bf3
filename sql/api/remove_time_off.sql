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
  v_doctor record;
  v_reopened integer := 0;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'remove time off');
  end if;
  if exists (select from medbook.time_off where id = p_time_off_id and doctor_id is null) then
    -- The loop cannot lock a doctor that is being added: calendar.lock_doctor waits here, then sees no time off.
    perform from medbook.settings for update;
  end if;
  delete from medbook.time_off where id = p_time_off_id returning * into v_time_off;
  if not found then
    return core.refuse('TIME_OFF_NOT_FOUND');
  end if;
  for v_doctor in
    select id, time_zone from medbook.doctors
     where retired_at is null and (v_time_off.doctor_id is null or id = v_time_off.doctor_id)
     order by id for no key update
  loop
    v_reopened := v_reopened + calendar.reopen_slots(
      v_doctor.id, coalesce(v_time_off.during, calendar.days_during(v_time_off.days, v_doctor.time_zone)));
    update medbook.doctors set open_until = null where id = v_doctor.id;
  end loop;
  perform core.record('remove time off', p_user_id, null);
  return jsonb_build_object('success', true, 'reopened', v_reopened);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.remove_time_off(uuid, uuid) is
'Removes a time off: reopens slots that it closed and that overlap nothing else
p_time_off_id: the time off. Answers how many slots reopened. Refuses FORBIDDEN, TIME_OFF_NOT_FOUND, SLOT_LOCKED (waited
lock_timeout).';
