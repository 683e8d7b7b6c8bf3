create or replace function calendar.off_grid(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns uuid[]
  language sql
  stable
as $$
  with coming as (
    select s.id, s.start_time, s.end_time, (s.start_time at time zone d.time_zone)::date as day
      from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
     where s.doctor_id = p_doctor_id and (s.closed_at is null or s.close_cause = 'TIME_OFF') and s.start_time > p_now),
  wanted as (
    -- A slot after midnight may belong to hours that began the day before.
    select g.* from (select day from coming union select day - 1 from coming) days
     cross join lateral calendar.grid(p_doctor_id, day, day) g)
  select coalesce(array_agg(c.id) filter (where w.start_time is null), '{}')
    from coming c left join wanted w on w.start_time = c.start_time and w.end_time = c.end_time
$$;

comment on function calendar.off_grid(uuid, timestamptz) is
'A doctor''s future slots that the working hours do not contain, without those that are closed for another reason
than a time off';
