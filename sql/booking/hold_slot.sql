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
  v_check record;
  v_booking medbook.bookings;
begin
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(v_actor_id, 'book slot');
  end if;

  -- NOWAIT: if another transaction has the slot locked, fail at once. NO KEY: foreign-key checks do not conflict.
  select held_until into v_held_until from medbook.slots
   where doctor_id = v_doctor_id and id = p_slot_id for no key update nowait;

  -- Check after the lock, with the time read after it: a new statement sees a booking committed just before the lock.
  v_now := core.now();
  v_check := booking.check_booking(p_user_id, v_actor_id, p_slot_id, null, p_reason, v_now);
  if v_check.refusal is not null then
    return v_check.refusal;
  elsif v_check.own_booking_id is not null then
    return booking.answer_booking(v_check.own_booking_id);
  end if;
  if v_held_until is not null then
    perform booking.fail_holds(v_doctor_id, array[p_slot_id], v_now);
  end if;
  perform booking.record_overrides(v_check.overridden, v_actor_id, p_user_id);
  v_booking := booking.insert_booking(p_user_id, v_check.offer, v_now, v_actor_id, p_reason);
  return booking.answer_hold(v_booking, v_check.offer, v_now);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function booking.hold_slot(uuid, uuid, uuid, text) is
'Locks the user, then the slot, and holds the slot if it is still open
p_user_id: the patient. p_actor_id: the user who asks; null: the patient. p_reason: why an administrator ignores the
patient''s other bookings; null: they count. A lapsed hold on the slot is failed first. Refuses what
booking.check_booking refuses, FORBIDDEN (no such active user) and SLOT_LOCKED (another transaction has the slot
locked).';
