create or replace function booking.offer_slot(
  p_offer booking.offer,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
  -- As in booking.fail_holds: else statements with arrays would be planned at every call.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_specialization text := medbook.comparable(p_offer.specialization);
  v_starts record := booking.starts_before(p_offer, p_now);
  v_next record;
begin
  for v_next in
    select w.id, first.id as first_id
      from (select * from medbook.waitlist where doctor_id = p_offer.doctor_id and ended_at is null
            union all
            select * from medbook.waitlist where specialization = v_specialization and ended_at is null) w
     cross join unnest(v_starts.slot_ids, v_starts.start_times, v_starts.weekdays, v_starts.times_of_day)
              first (id, start_time, weekday, time_of_day)
     where booking.is_suitable(w.from_time, w.to_time, w.weekdays, w.earliest, w.latest,
                               first.start_time, first.weekday, first.time_of_day)
       and booking.is_for(p_offer.service_ids, w.service_id)
       and case when w.service_id is null then first.id = p_offer.slot_id
                else first.start_time + (select minutes from medbook.services where id = w.service_id)
                     * interval '1 minute' > p_offer.start_time end
     order by w.priority desc, w.created_at, w.id, first.start_time
  loop
    exit when booking.offer_visit(v_next.id, v_next.first_id, p_offer.slot_id, p_now);
  end loop;
end
$$;

comment on function booking.offer_slot(booking.offer, timestamptz) is
'Holds a slot that became free for the first who waits for it and can have it
p_offer: the slot, which the caller has locked. Who waits for a longer visit may get it with slots around it, the
soonest such visit.';
