create or replace function booking.starts_before(
  p_offer booking.offer,
  p_now timestamptz,
  out slot_ids uuid[],
  out start_times timestamptz[],
  out weekdays integer[],
  out times_of_day time[]
)
  language sql
  stable
as $$
  select array_agg(s.id), array_agg(s.start_time),
         array_agg(extract(isodow from s.start_time at time zone zone.known)::integer),
         array_agg((s.start_time at time zone zone.known)::time)
    from (select max(minutes) as minutes from medbook.services where is_active) longest
   cross join lateral (
     select case when core.is_time_zone(p_offer.time_zone) then p_offer.time_zone else 'UTC' end) zone (known)
    join medbook.slots s on s.doctor_id = p_offer.doctor_id
     and s.start_time <= p_offer.start_time
     and s.start_time > p_offer.start_time - greatest(longest.minutes, 1) * interval '1 minute'
     and booking.is_free(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.start_time, p_now)
$$;

comment on function booking.starts_before(booking.offer, timestamptz) is
'The free slots with which a visit could start that takes this slot, itself included
p_offer: the slot. weekdays, times_of_day: when they start by the doctor''s clock, or by that of UTC if the server does
not know the time zone.';
