create or replace function booking.taken_on_day(
  p_doctor_id uuid,
  p_time timestamptz,
  p_time_zone text,
  p_now timestamptz
)
  returns table (
    taken integer
  )
  language sql
  stable
as $$
  select count(*)::integer
    from medbook.slots
   where doctor_id = p_doctor_id and not is_available and closed_at is null
     and start_time >= date_trunc('day', p_time at time zone p_time_zone) at time zone p_time_zone
     and start_time < (date_trunc('day', p_time at time zone p_time_zone) + interval '1 day') at time zone p_time_zone
     and (held_until > p_now or held_until is null)
$$;

comment on function booking.taken_on_day(uuid, timestamptz, text, timestamptz) is
'How many slots of a doctor are held or booked on the day of this time
p_time_zone: in which the day is, one that the server knows. Must stay inlinable (no SET).';
