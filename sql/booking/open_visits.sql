create or replace function booking.open_visits(
  p_doctor_id uuid,
  p_service_id uuid,
  p_minutes integer,
  p_min_notice interval,
  p_booking_horizon interval,
  p_from timestamptz,
  p_to timestamptz,
  p_limit integer,
  p_now timestamptz
)
  returns table (
    id uuid,
    doctor_id uuid,
    start_time timestamptz,
    end_time timestamptz,
    service_ids uuid[]
  )
  language sql
  stable
as $$
  select s.id, s.doctor_id, s.start_time, visit.end_time, s.service_ids
    from medbook.slots s
   cross join lateral booking.visit_end(s.doctor_id, s.start_time, p_minutes, p_service_id, p_now) visit
   where s.doctor_id = p_doctor_id and s.start_time >= p_from and s.start_time < p_to
     and booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, p_service_id,
                         s.start_time, true, p_min_notice, p_booking_horizon, p_now)
   order by s.start_time limit p_limit
$$;

comment on function booking.open_visits(
  uuid, uuid, integer, interval, interval, timestamptz, timestamptz, integer, timestamptz) is
'The first visits of a kind that can be booked with an active doctor, each by its first slot, in order of time
p_service_id, p_minutes: the kind of visit, and how long it is. p_min_notice, p_booking_horizon: the doctor''s, from
booking.rules. p_from, p_to: when they start, at or after p_from and before p_to. end_time: of the visit. Must stay
inlinable (no SET), so that only the slots are read that come before the limit is reached.';
