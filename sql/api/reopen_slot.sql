create or replace function api.reopen_slot(
  p_user_id uuid,
  p_slot_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'reopen slot');
  end if;
  -- The same locks as in calendar.lock_doctor, also of a doctor who has left.
  perform from medbook.settings for key share;
  perform from medbook.doctors where id = v_doctor_id for no key update;
  if not exists (select from medbook.slots where doctor_id = v_doctor_id and id = p_slot_id) then
    return core.refuse('SLOT_NOT_FOUND');
  end if;
  perform calendar.reopen_slot(v_doctor_id, p_slot_id);
  perform core.record('reopen slot', p_user_id, null);
  return jsonb_build_object('success', true, 'slot', (
    select to_jsonb(s) from api.slot_state s where s.doctor_id = v_doctor_id and s.id = p_slot_id));
exception
  when invalid_parameter_value then
    return core.refuse_input('time_zone', 'is not known to the server: change the doctor''s time zone');
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.reopen_slot(uuid, uuid) is
'Opens a slot again that was closed by hand; a repeated call changes nothing
p_slot_id: the slot. Answers what it is now: it stays closed while its doctor is retired or has time off, and if it does
not fit the working hours any more. Refuses FORBIDDEN, INVALID_INPUT (pointer #/time_zone: the server does not know the
doctor''s), SLOT_NOT_FOUND, SLOT_LOCKED (waited lock_timeout).';
