create or replace function booking.offer_visit(
  p_waitlist_id uuid,
  p_first_id uuid,
  p_slot_id uuid,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_wish medbook.waitlist;
  v_offer booking.offer;
  v_slot_ids uuid[];
  v_until timestamptz;
begin
  -- SKIP LOCKED: everybody else locks the user before slots, so to wait here could be a deadlock.
  perform from medbook.users
    where id = (select user_id from medbook.waitlist where id = p_waitlist_id) for no key update skip locked;
  if not found then
    return false;
  end if;
  select * into v_wish from medbook.waitlist where id = p_waitlist_id and ended_at is null;
  select * into v_offer from booking.offer
   where doctor_id = medbook.doctor_of(p_first_id) and slot_id = p_first_id
     and booking.is_open(is_available, held_until, doctor_id, close_cause, service_ids, v_wish.service_id, start_time,
                         is_active, min_notice, booking_horizon + interval '1 day', p_now);
  v_offer := booking.for_service(v_offer, v_wish.service_id);
  v_slot_ids := p_first_id || coalesce(v_offer.further_slot_ids, '{}');
  if v_offer.end_time is null or p_slot_id <> all(v_slot_ids)
    or not exists (select from booking.has_the_time(
      v_wish.id, v_wish.user_id, v_wish.service_id, v_wish.created_at, p_slot_id, v_offer.doctor_id, v_offer.time_zone,
      v_offer.start_time, v_offer.end_time, v_offer.max_bookings_per_user, v_offer.max_bookings_per_doctor_day, p_now))
    or not booking.lock_free_slots(v_offer.doctor_id, v_slot_ids, v_wish.service_id, p_now) then
    return false;
  elsif v_slot_ids <> array[p_slot_id] then
    perform booking.fail_holds(v_offer.doctor_id, v_slot_ids, p_now);
  end if;
  v_until := least(core.later(p_now, (select offer_duration from medbook.settings)), v_offer.start_time);
  perform booking.insert_booking(v_wish.user_id, v_offer, p_now, v_until, null, p_waitlist_id => v_wish.id);
  return true;
end
$$;

comment on function booking.offer_visit(uuid, uuid, uuid, timestamptz) is
'Holds a visit for a patient who waits, if the patient can have it; else false
p_waitlist_id: the row of the waiting list. p_first_id: the first slot of the visit. p_slot_id: the slot of the visit
that became free, which the caller has locked. It is held for the setting offer_duration, but not longer than until it
starts. Waits for nobody.';
