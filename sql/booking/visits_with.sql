create or replace function booking.visits_with(
  p_offer booking.offer,
  p_now timestamptz,
  out service_ids uuid[],
  out slot_ids uuid[],
  out start_times timestamptz[],
  out end_times timestamptz[],
  out weekdays integer[],
  out times_of_day time[]
)
  language plpgsql
  stable
as $$
begin
  select array_agg(visit.service_id), array_agg(visit.slot_id), array_agg(visit.start_time),
         array_agg(visit.end_time), array_agg(extract(isodow from visit.start_time at time zone zone.known)::integer),
         array_agg((visit.start_time at time zone zone.known)::time)
    into service_ids, slot_ids, start_times, end_times, weekdays, times_of_day
    from (select null::uuid as service_id, p_offer.slot_id, p_offer.start_time, p_offer.end_time
           where booking.is_for(p_offer.service_ids, null)
          union all
          select kind.id, s.id, s.start_time, fitting.end_time
            from medbook.services kind
            join medbook.slots s on s.doctor_id = p_offer.doctor_id and s.start_time <= p_offer.start_time
             and s.start_time > p_offer.start_time - kind.minutes * interval '1 minute'
             and booking.is_free(
               s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.start_time, p_now)
           cross join lateral booking.visit_end(s.doctor_id, s.start_time, kind.minutes, kind.id, p_now) fitting
           where kind.is_active and booking.is_for(p_offer.service_ids, kind.id)) visit
   cross join lateral (
     select case when core.is_time_zone(p_offer.time_zone) then p_offer.time_zone else 'UTC' end) zone (known);
end
$$;

comment on function booking.visits_with(booking.offer, timestamptz) is
'The visits of all kinds that take this slot, and find all their slots free
p_offer: the slot. service_ids: null for the slot alone, as a visit of no kind. slot_ids: with which slot they start.
weekdays, times_of_day: when they start by the doctor''s clock, or by that of UTC if the server does not know the time
zone.';
