create or replace function booking.visit_slots(
  p_doctor_id uuid,
  p_start_time timestamptz,
  p_minutes integer,
  out slot_ids uuid[],
  out end_time timestamptz
)
  language sql
  stable
as $$
  select array_agg(slot_id order by start_time), max(end_time)
    from medbook.calendar c
   where doctor_id = p_doctor_id
     and tstzrange(start_time, c.end_time) && tstzrange(p_start_time, p_start_time + p_minutes * interval '1 minute')
  having range_agg(tstzrange(start_time, c.end_time))
         @> tstzrange(p_start_time, p_start_time + p_minutes * interval '1 minute')
$$;

comment on function booking.visit_slots(uuid, timestamptz, integer) is
'The slots that a visit takes, in order of time, and when the last one ends; null: there is a gap, or the day ends
p_start_time: when its first slot starts. p_minutes: how long the visit is. The slots may be taken.';
