create or replace function api.retire_doctor(
  p_user_id uuid,
  p_doctor_id uuid,
  p_bookings text default 'refuse'
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_slot_ids uuid[];
  v_affected jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'retire doctor');
  elsif (p_bookings in ('refuse', 'cancel')) is not true then
    return core.refuse_input('bookings', 'must be refuse or cancel');
  elsif calendar.lock_doctor(p_doctor_id) is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  v_slot_ids := calendar.lock_calendar(p_doctor_id);
  v_affected := calendar.affected_bookings(p_doctor_id, v_slot_ids);
  if v_affected <> '[]' and p_bookings = 'refuse' then
    return core.refuse('DOCTOR_HAS_BOOKINGS', jsonb_build_object('affected_bookings', v_affected));
  end if;
  perform calendar.retire_doctor(p_doctor_id, v_slot_ids, v_affected, p_user_id);
  return jsonb_build_object('success', true, 'affected_bookings', v_affected);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.retire_doctor(uuid, uuid, text) is
'Retires a doctor; past bookings and all history stay
p_doctor_id: the doctor. p_bookings: what to do with future bookings: refuse (the default: the doctor is not retired
while there are any) or cancel. Answers affected_bookings, the bookings that were cancelled. Refuses FORBIDDEN,
INVALID_INPUT, DOCTOR_NOT_FOUND, DOCTOR_HAS_BOOKINGS (affected_bookings), SLOT_LOCKED (waited lock_timeout).';
