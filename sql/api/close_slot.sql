create or replace function api.close_slot(
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
  v_slot medbook.slots;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'close slot');
  end if;
  -- The same locks as in calendar.lock_doctor, also of a doctor who has left.
  perform from medbook.settings for key share;
  perform from medbook.doctors where id = v_doctor_id for no key update;
  perform from medbook.slots where doctor_id = v_doctor_id and id = p_slot_id for no key update;
  perform booking.lapse_holds(v_doctor_id, array[p_slot_id], core.now());
  select * into v_slot from medbook.slots where doctor_id = v_doctor_id and id = p_slot_id;
  if not found then
    return core.refuse('SLOT_NOT_FOUND');
  elsif v_slot.is_available then
    perform calendar.close_free_slots(v_doctor_id, array[p_slot_id], 'CLOSED');
  elsif v_slot.closed_at is null then
    return core.refuse('SLOT_UNAVAILABLE');
  elsif v_slot.close_cause is null or v_slot.close_cause in ('TIME_OFF', 'HOURS') then
    -- Keep it closed even if the time off is removed or the old working hours come back.
    update medbook.slots set close_cause = 'CLOSED', changed = pg_current_xact_id()
     where doctor_id = v_doctor_id and id = p_slot_id;
  end if;
  perform core.record('close slot', p_user_id, null);
  return jsonb_build_object('success', true, 'closed', p_slot_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.close_slot(uuid, uuid) is
'Closes a free slot; a repeated call changes nothing
p_slot_id: the slot. Refuses FORBIDDEN, SLOT_NOT_FOUND, SLOT_UNAVAILABLE (it is booked: cancel the booking first),
SLOT_LOCKED (waited lock_timeout).';
