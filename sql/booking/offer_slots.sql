create or replace function booking.offer_slots(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
  -- As in booking.fail_holds: else statements with arrays would be planned at every call.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_slot_id uuid;
  v_offer booking.offer;
begin
  if coalesce(cardinality(p_slot_ids), 0) = 0 or not booking.is_anybody_waiting(p_doctor_id) then
    return;
  end if;
  for v_slot_id in
    select id from medbook.slots where doctor_id = p_doctor_id and id = any(p_slot_ids) order by start_time
  loop
    -- Looked at again: the visit that was offered last may have taken it.
    select * into v_offer from booking.offer
     where doctor_id = p_doctor_id and slot_id = v_slot_id and is_available and is_active and start_time > p_now
       and booking.is_in_window(start_time, min_notice, booking_horizon + interval '1 day', p_now);
    if found then
      perform booking.offer_slot(v_offer, p_now);
    end if;
  end loop;
end
$$;

comment on function booking.offer_slots(uuid, uuid[], timestamptz) is
'Offers slots of one doctor that became free, or are new, to those who wait for them
p_slot_ids: the slots, which the caller has locked or made; those that are not free are passed over. In the transaction
that frees them, so that a slot that somebody gets never shows free. Each goes to the first by priority, then by how
long they wait. A day beyond the booking horizon they are offered as well: the nightly run opens them before others may
book them. Whoever is booking this instant, has no time, or has had the slot before is passed over and keeps the
place.';
