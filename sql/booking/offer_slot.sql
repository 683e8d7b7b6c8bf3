create or replace function booking.offer_slot(
  p_offer booking.offer,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
  -- As in booking.fail_holds: else statements with arrays would be planned at every call.
  set plan_cache_mode = force_generic_plan
  -- To compile the statement takes longer than to run it, however many wait.
  set jit = off
as $$
declare
  v_none constant uuid := uuid '00000000-0000-0000-0000-000000000000';
  v_specialization text := medbook.comparable(p_offer.specialization);
  v_visits record := booking.visits_with(p_offer, p_now);
  v_limit integer;
  v_next record;
begin
  -- First the first few, because to sort thousands takes longer than to find these; then all.
  foreach v_limit in array array[20, null] loop
    for v_next in
      select c.id, c.first_id
        from (select w.id, w.user_id, w.service_id, w.created_at, w.priority,
                     visit.slot_id as first_id, visit.start_time, visit.end_time
                from medbook.waitlist w
                join unnest(v_visits.service_ids, v_visits.slot_ids, v_visits.start_times, v_visits.end_times,
                            v_visits.weekdays, v_visits.times_of_day)
                     visit (service_id, slot_id, start_time, end_time, weekday, time_of_day)
                  on coalesce(visit.service_id, v_none) = coalesce(w.service_id, v_none)
                 and booking.is_suitable(w.from_time, w.to_time, w.weekdays, w.earliest, w.latest,
                                         visit.start_time, visit.weekday, visit.time_of_day)
               where w.ended_at is null and (w.doctor_id = p_offer.doctor_id or w.specialization = v_specialization)
               order by w.priority desc, w.created_at, w.id, visit.start_time limit v_limit) c
       cross join lateral booking.has_the_time(
         c.id, c.user_id, c.service_id, c.created_at, p_offer.slot_id, p_offer.doctor_id, p_offer.time_zone,
         c.start_time, c.end_time, p_offer.max_bookings_per_user, p_offer.max_bookings_per_doctor_day, p_now)
       order by c.priority desc, c.created_at, c.id, c.start_time
    loop
      if booking.offer_visit(v_next.id, v_next.first_id, p_offer.slot_id, p_now) then
        return;
      end if;
    end loop;
  end loop;
end
$$;

comment on function booking.offer_slot(booking.offer, timestamptz) is
'Holds a slot that became free for the first who waits for it and can have it
p_offer: the slot, which the caller has locked. Who waits for a longer visit may get it with slots around it, the
soonest such visit.';
