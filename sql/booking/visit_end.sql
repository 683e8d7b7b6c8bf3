create or replace function booking.visit_end(
  p_doctor_id uuid,
  p_start_time timestamptz,
  p_minutes integer,
  p_service_id uuid,
  p_now timestamptz
)
  returns table (
    end_time timestamptz
  )
  language sql
  stable
as $$
  select max(s.end_time)
    from medbook.slots s
   where s.doctor_id = p_doctor_id and s.start_time >= p_start_time
     and s.start_time < p_start_time + p_minutes * interval '1 minute'
     and booking.is_free(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.start_time, p_now)
     and booking.is_for(s.service_ids, p_service_id)
  having range_agg(tstzrange(s.start_time, s.end_time))
         @> tstzrange(p_start_time, p_start_time + p_minutes * interval '1 minute')
$$;

comment on function booking.visit_end(uuid, timestamptz, integer, uuid, timestamptz) is
'When a visit that starts then would end; no row: not all slots that it takes are free and follow each other
p_start_time: when its first slot starts. p_minutes, p_service_id: how long the visit is, and of which kind. Must stay
inlinable (no SET).';
