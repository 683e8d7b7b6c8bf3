create or replace function booking.take_slot(
  p_user_id uuid,
  p_offer booking.offer,
  p_actor_id uuid,
  p_reason text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_slot record;
  v_answer jsonb;
  v_expires_at timestamptz := p_now + p_offer.hold_duration;
  v_id uuid;
begin
  if p_offer.service_id is not null then
    return booking.take_visit(p_user_id, p_offer, p_actor_id, p_reason, p_now);
  end if;
  -- NOWAIT: if another transaction has the slot locked, fail at once. NO KEY: foreign-key checks do not conflict. It is
  -- a new statement after the wait for the user, so it sees what was committed meanwhile.
  select s.is_available, s.held_until, s.close_cause, s.service_ids,
         load.holds, load.overlapping, load.coming, load.on_day
    into v_slot
    from medbook.slots s
   cross join lateral booking.patient_load(p_user_id, s.doctor_id, p_offer.time_zone, p_offer.start_time,
                                             p_offer.end_time, null, p_now) load
   where s.doctor_id = p_offer.doctor_id and s.id = p_offer.slot_id
     for no key update of s nowait;
  if (v_slot.overlapping is null and v_slot.holds < p_offer.max_holds_per_user
    and v_slot.coming < p_offer.max_bookings_per_user and v_slot.on_day < p_offer.max_bookings_per_doctor_day
    and booking.is_open(
    v_slot.is_available, v_slot.held_until, p_offer.doctor_id, v_slot.close_cause, v_slot.service_ids,
    p_offer.service_id, p_offer.start_time, p_offer.is_active, p_offer.min_notice, p_offer.booking_horizon,
    p_now)) is not true then
    v_answer := booking.refuse_hold(p_user_id, p_offer.slot_id, p_actor_id, p_reason, p_now);
  end if;
  if v_answer is not null then
    return v_answer;
  elsif v_slot.held_until is not null then
    perform booking.fail_holds(p_offer.doctor_id, array[p_offer.slot_id], p_now);
  end if;
  v_id := booking.insert_booking(p_user_id, p_offer, p_now, v_expires_at, p_actor_id, p_reason);
  -- A row of the view's type, made of what is known: the view would read the booking, its slot and its doctor again.
  return jsonb_build_object('success', true, 'created', v_id, 'booking', row(
    v_id, p_offer.slot_id, p_offer.doctor_id, p_offer.doctor_name, p_offer.specialization, 'PENDING',
    p_offer.start_time, p_offer.end_time, v_expires_at, ceil(extract(epoch from v_expires_at - p_now))::integer,
    booking.extendable_until(v_expires_at, p_now, p_offer.max_hold), p_offer.fee, p_offer.currency, p_now,
    null, null, null, null, null, null, null, null, 'BOOKING')::api.booking);
end
$$;

comment on function booking.take_slot(uuid, booking.offer, uuid, text, timestamptz) is
'Locks a slot and holds it for a patient if it is still open
p_offer: the slot, with its doctor and the rules as they are, and the kind of visit; null: there is none. p_actor_id:
the user who asks. p_reason: why an administrator ignores the patient''s other bookings; null: they count. A lapsed hold
on the slot is failed first. The caller has locked the user, and reads p_now afterwards. Refuses what
booking.refuse_hold and booking.take_visit refuse. Raises lock_not_available if another transaction has the slot
locked.';
