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
  v_service_id uuid := (p_wish ->> 'service_id')::uuid;
  v_minutes integer;
  v_soonest record;
begin
  if v_service_id is not null then
    select minutes into v_minutes from medbook.services where id = v_service_id;
  end if;
  loop
    v_soonest := booking.soonest_start(
      p_wish, p_busy, p_doctor_ids, p_time_zones, p_full_days, v_from, v_minutes, p_now);
    exit when v_soonest.slot_ids is null;
    -- SKIP LOCKED: who is booking a slot this instant keeps it, and nobody waits. One that was booked meanwhile is
    -- judged as it is now. Later slots come only after all that begin at this time, so none is missed.
    if v_minutes is null then
      select s.id into slot_id
        from unnest(v_soonest.slot_ids) with ordinality as wanted (id, place)
        join medbook.slots s on s.doctor_id = medbook.doctor_of(wanted.id) and s.id = wanted.id
       where booking.is_free(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.start_time,
                             p_now)
       order by wanted.place limit 1 for no key update of s skip locked;
    else
      slot_id := booking.lock_visit(v_soonest.slot_ids, v_soonest.start_time, v_minutes, v_service_id, p_now);
    end if;
    exit when slot_id is not null;
    is_locked := true;
    v_from := v_soonest.start_time + interval '1 microsecond';
  end loop;
end
$$;

comment on function booking.lock_soonest(
  jsonb, tstzmultirange, uuid[], text[], datemultirange[], timestamptz) is
'Locks the soonest slot that a patient wants and can book, of several doctors; waits for nobody
Of a kind of visit it locks all slots that the visit takes. p_wish: as in booking.is_wanted. p_busy, p_doctor_ids,
p_time_zones, p_full_days: rows of booking.choices. Of slots that begin at the same time it takes one of a doctor who
has the fewest on that day. slot_id: null if there is none, or none that nobody else has locked; then is_locked. The
caller has locked the user, and judges the slot again.';
