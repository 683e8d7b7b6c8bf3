create or replace function api.reinstate_doctor(
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
declare
  v_is_active boolean;
  v_opened integer := 0;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'reinstate doctor');
  end if;
  -- The locks of calendar.lock_doctor, which finds active doctors only.
  perform from medbook.settings for key share;
  select is_active into v_is_active from medbook.doctors where id = p_doctor_id for no key update;
  if not found then
    return core.refuse('DOCTOR_NOT_FOUND');
  elsif not v_is_active then
    v_opened := calendar.reinstate_doctor(p_doctor_id, core.now());
    perform core.record('reinstate doctor', p_user_id, null);
  end if;
  return jsonb_build_object('success', true, 'opened', v_opened, 'doctor', (
    select to_jsonb(d) from api.doctor d where d.id = p_doctor_id));
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.reinstate_doctor(uuid, uuid) is
'Takes a retired doctor back; a repeated call changes nothing
p_doctor_id: the doctor. Answers opened: how many slots can be booked again. Bookings that were cancelled stay so, and
slots that were closed by hand stay closed. Refuses FORBIDDEN, DOCTOR_NOT_FOUND, SLOT_LOCKED (waited lock_timeout).';
