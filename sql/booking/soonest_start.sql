create or replace function booking.soonest_start(
  p_wish jsonb,
  p_busy tstzmultirange,
  p_doctor_ids uuid[],
  p_time_zones text[],
  p_full_days datemultirange[],
  p_from timestamptz,
  p_minutes integer,
  p_now timestamptz,
  out start_time timestamptz,
  out slot_ids uuid[]
)
  language plpgsql
  volatile
  -- As in booking.fail_holds: else statements with arrays would be planned at every call.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_to timestamptz := coalesce((p_wish ->> 'to')::timestamptz, 'infinity');
  v_service_id uuid := (p_wish ->> 'service_id')::uuid;
begin
  with first as (
    select s.doctor_id, s.id, s.start_time, d.time_zone
      from unnest(p_doctor_ids, p_time_zones, p_full_days) d (id, time_zone, full_days)
      join booking.rules() r on r.doctor_id = d.id
     cross join lateral (
       select s.* from medbook.slots s
        cross join lateral (
          select s.end_time where p_minutes is null
          union all
          select v.end_time from booking.visit_end(s.doctor_id, s.start_time, p_minutes, v_service_id, p_now) v
           where p_minutes is not null) visit (until)
        where s.doctor_id = d.id and s.start_time >= p_from and s.start_time < v_to
          and booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, v_service_id,
                              s.start_time, r.is_active, r.min_notice, r.booking_horizon, p_now)
          and booking.is_wanted(s.start_time, s.end_time, d.time_zone, d.full_days, p_busy, p_wish)
          and not p_busy && tstzrange(s.start_time, visit.until)
        order by s.start_time limit 1) s)
  select f.start_time, array_agg(f.id order by on_day.taken, random()) into start_time, slot_ids
    from first f
   cross join lateral booking.taken_on_day(f.doctor_id, f.start_time, f.time_zone, p_now) on_day
   where f.start_time = (select min(f.start_time) from first f)
   group by f.start_time;
end
$$;

comment on function booking.soonest_start(
  jsonb, tstzmultirange, uuid[], text[], datemultirange[], timestamptz, integer, timestamptz) is
'When the soonest slot begins that a patient wants and can book, and the slots of several doctors that begin then
p_wish: as in booking.is_wanted. p_busy, p_doctor_ids, p_time_zones, p_full_days: rows of booking.choices. p_from: no
slot that begins before. p_minutes: how long the wish''s kind of visit is; null: it names none. slot_ids: first those of
a doctor who has the fewest on that day; null: there is none. VOLATILE: each call sees what was committed meanwhile.';
