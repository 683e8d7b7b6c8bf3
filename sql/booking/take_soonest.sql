create or replace function booking.take_soonest(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  -- To plan what booking.choices reads takes longer than to run it, and PostgreSQL would do so at every call.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_offer booking.offer;
  v_answer jsonb;
  v_choices record;
  v_found record;
  v_service_id uuid := (p_wish ->> 'service_id')::uuid;
  v_service medbook.services;
begin
  v_service := booking.active_service(v_service_id);
  if v_service_id is not null and v_service.id is null then
    return core.refuse('SERVICE_NOT_FOUND');
  end if;
  -- An offer of no slot: only what limits the patient whatever the slot is.
  select max_holds_per_user, max_bookings_per_user, max_bookings_per_doctor_day
    into v_offer.max_holds_per_user, v_offer.max_bookings_per_user, v_offer.max_bookings_per_doctor_day
    from medbook.settings;
  v_answer := booking.check_patient(p_user_id, v_offer, null, p_now);
  if v_answer is not null then
    return v_answer;
  end if;
  select array_agg(c.doctor_id) as ids, array_agg(c.time_zone) as zones, array_agg(c.full_days) as full_days,
         (array_agg(c.busy))[1] as busy
    into v_choices from booking.choices(p_user_id, p_wish, p_now) c;
  if v_choices.ids is null and v_service.bookable_by <> 'EVERYBODY' then
    return core.refuse('SERVICE_RESTRICTED');
  end if;
  v_found := booking.lock_soonest(
    p_wish, v_choices.busy, v_choices.ids, v_choices.zones, v_choices.full_days, p_now);
  if v_found.slot_id is null then
    return core.refuse(case when v_found.is_locked then 'SLOT_LOCKED' else 'NO_SLOT_FREE' end);
  end if;
  select * into v_offer from booking.offer
   where doctor_id = medbook.doctor_of(v_found.slot_id) and slot_id = v_found.slot_id
     and booking.is_open(is_available, held_until, doctor_id, close_cause, service_ids, v_service_id, start_time,
                         is_active, min_notice, booking_horizon, p_now);
  -- Not found: the doctor or the rules have changed since the slot was chosen.
  return case when found then booking.take_slot(
                p_user_id, booking.for_service(v_offer, v_service_id), p_user_id, null, p_now)
              else core.refuse('SLOT_LOCKED') end;
end
$$;

comment on function booking.take_soonest(uuid, jsonb, timestamptz) is
'Holds the soonest slot that a patient wants and can book
p_wish: as booking.check_wish allows it. The caller has locked the user, and reads p_now afterwards. Refuses
SERVICE_NOT_FOUND, SERVICE_RESTRICTED (none of the doctors gives the patient this kind of visit), HOLD_LIMIT,
BOOKING_LIMIT, SLOT_LOCKED (all that are left are being booked by others), NO_SLOT_FREE.';
