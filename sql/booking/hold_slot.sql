create or replace function booking.hold_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_actor_id uuid default null,
  p_reason text default null
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_actor_id uuid := coalesce(p_actor_id, p_user_id);
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_held_until timestamptz;
  v_now timestamptz;
  v_slot jsonb;
  v_patient jsonb;
  v_answer jsonb;
  v_id uuid;
begin
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(v_actor_id, 'book slot');
  end if;

  -- NOWAIT: who meets another taker is told so at once. NO KEY: foreign-key checks of others do not count as takers.
  select held_until into v_held_until from medbook.slots
   where doctor_id = v_doctor_id and id = p_slot_id for no key update nowait;

  -- The slot may have been taken between the look and the lock: judge again, by the time it is now.
  v_now := core.now();
  v_slot := booking.check_slot(p_user_id, p_slot_id, v_now);
  v_answer := booking.override(v_slot, v_actor_id, null);
  if v_answer is null then
    v_patient := booking.check_patient(p_user_id, p_slot_id, null, v_now);
    v_answer := booking.override(v_patient, v_actor_id, p_reason);
  end if;
  if v_answer is not null then
    return v_answer;
  end if;
  if v_held_until is not null then
    perform booking.fail_holds(v_doctor_id, array[p_slot_id], v_now);
  end if;
  perform booking.record_overrides(array[v_slot, v_patient], v_actor_id, p_user_id);
  v_id := booking.insert_booking(p_user_id, p_slot_id, v_now, v_actor_id, p_reason);
  return booking.answer_booking(v_id) || jsonb_build_object('created', v_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function booking.hold_slot(uuid, uuid, uuid, text) is
'Locks the user, then the slot, and books it if it still is open
p_user_id: for whom. p_actor_id: who asks; null: the same. p_reason: why an administrator lets the patient''s own bookings
not count; null: they do. A lapsed hold on the slot is taken over in place. Refuses what booking.check_slot and
booking.check_patient refuse, FORBIDDEN (no such active user) and SLOT_LOCKED (somebody is booking it this instant).';
