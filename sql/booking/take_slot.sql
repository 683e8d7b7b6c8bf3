create or replace function booking.take_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_actor_id uuid,
  p_reason text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_slot record;
  v_answer jsonb;
  v_id uuid;
begin
  -- NOWAIT: if another transaction has the slot locked, fail at once. NO KEY: foreign-key checks do not conflict. It is
  -- a new statement after the wait for the user, so it sees what was committed meanwhile.
  select s.start_time, s.end_time, s.is_available, s.held_until, s.close_cause, r.*, p_now + r.hold_duration as until,
         load.overlapping is null and load.holds < r.max_holds_per_user as is_patient_free
    into v_slot
    from medbook.slots s
    join booking.rules() r on r.doctor_id = s.doctor_id
   cross join lateral booking.patient_load(p_user_id, s.start_time, s.end_time, null, p_now) load
   where s.doctor_id = v_doctor_id and s.id = p_slot_id
     for no key update of s nowait;
  if (v_slot.is_patient_free and booking.is_open(
    v_slot.is_available, v_slot.held_until, v_slot.close_cause, v_slot.start_time, v_slot.is_active,
    v_slot.min_notice, v_slot.booking_horizon, p_now)) is not true then
    v_answer := booking.refuse_hold(p_user_id, p_slot_id, p_actor_id, p_reason, p_now);
  end if;
  if v_answer is not null then
    return v_answer;
  elsif v_slot.held_until is not null then
    perform booking.fail_holds(v_doctor_id, array[p_slot_id], p_now);
  end if;
  v_id := booking.insert_booking(
    p_user_id, p_slot_id, v_slot.fee, v_slot.currency, p_now, v_slot.until, p_actor_id, p_reason);
  -- A row of the view's type, made of what is known: the view would read the booking, its slot and its doctor again.
  return jsonb_build_object('success', true, 'created', v_id, 'booking', row(
    v_id, p_slot_id, v_doctor_id, v_slot.doctor_name, v_slot.specialization, 'PENDING', v_slot.start_time,
    v_slot.end_time, v_slot.until, ceil(extract(epoch from v_slot.until - p_now))::integer, v_slot.fee,
    v_slot.currency, p_now, null, null, null)::api.booking);
end
$$;

comment on function booking.take_slot(uuid, uuid, uuid, text, timestamptz) is
'Locks a slot and holds it for a patient if it is still open
p_actor_id: the user who asks. p_reason: why an administrator ignores the patient''s other bookings; null: they count.
A lapsed hold on the slot is failed first. The caller has locked the user, and reads p_now afterwards. Refuses what
booking.refuse_hold refuses. Raises lock_not_available if another transaction has the slot locked.';
