create or replace function booking.lock_soonest(
  p_wish jsonb,
  p_busy tstzmultirange,
  p_doctor_ids uuid[],
  p_time_zones text[],
  p_full_days datemultirange[],
  p_now timestamptz,
  out slot_id uuid,
  out is_locked boolean
)
  language plpgsql
  volatile
  -- As in booking.fail_holds: else statements with arrays would be planned at every call.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_from timestamptz := greatest((p_wish ->> 'from')::timestamptz, p_now);
  v_to timestamptz := coalesce((p_wish ->> 'to')::timestamptz, 'infinity');
  v_soonest record;
begin
  loop
    with first as (
      select s.doctor_id, s.id, s.start_time, d.time_zone
        from unnest(p_doctor_ids, p_time_zones, p_full_days) d (id, time_zone, full_days)
        join booking.rules() r on r.doctor_id = d.id
       cross join lateral (
         select * from medbook.slots
          where doctor_id = d.id and start_time >= v_from and start_time < v_to
            and booking.is_open(is_available, held_until, is_awaited, close_cause, service_ids, null,
                                start_time, r.is_active, r.min_notice, r.booking_horizon, p_now)
            and booking.is_wanted(start_time, end_time, d.time_zone, d.full_days, p_busy, p_wish)
          order by start_time limit 1) s)
    select f.start_time, array_agg(f.id order by on_day.taken, random()) as ids into v_soonest
      from first f
     cross join lateral booking.taken_on_day(f.doctor_id, f.start_time, f.time_zone, p_now) on_day
     where f.start_time = (select min(start_time) from first)
     group by f.start_time;
    exit when not found;
    -- SKIP LOCKED: who is booking a slot this instant keeps it, and nobody waits. One that was booked meanwhile is
    -- judged as it is now. Later slots come only after all that begin at this time, so none is missed.
    select s.id into slot_id
      from unnest(v_soonest.ids) with ordinality as wanted (id, place)
      join medbook.slots s on s.doctor_id = medbook.doctor_of(wanted.id) and s.id = wanted.id
     where booking.is_free(s.is_available, s.held_until, s.is_awaited, s.close_cause, p_now)
     order by wanted.place limit 1 for no key update of s skip locked;
    exit when found;
    is_locked := true;
    v_from := v_soonest.start_time + interval '1 microsecond';
  end loop;
end
$$;

comment on function booking.lock_soonest(
  jsonb, tstzmultirange, uuid[], text[], datemultirange[], timestamptz) is
'Locks the soonest slot that a patient wants and can book, of several doctors; waits for nobody
p_wish: as in booking.is_wanted. p_busy, p_doctor_ids, p_time_zones, p_full_days: rows of booking.choices. Of slots that
begin at the same time it takes one of a doctor who has the fewest on that day. slot_id: null if there is none, or none
that nobody else has locked; then is_locked. The caller has locked the user, and judges the slot again.';
