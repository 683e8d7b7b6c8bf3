create or replace function calendar.unfit(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns table (
    slot_id uuid,
    is_off_grid boolean,
    service_ids uuid[]
  )
  language sql
  stable
as $$
  with coming as (
    select s.id, s.start_time, s.end_time, s.service_ids,
           s.closed_at is null or s.close_cause = 'TIME_OFF' as is_judged,
           (s.start_time at time zone d.time_zone)::date as day
      from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
     where s.doctor_id = p_doctor_id and s.start_time > p_now
       and (s.closed_at is null or s.close_cause is distinct from 'HOURS')),
  wanted as (
    -- A slot after midnight may belong to hours that began the day before.
    select g.* from (select day from coming union select day - 1 from coming) days
     cross join lateral calendar.grid(p_doctor_id, day, day) g)
  select c.id, w.start_time is null, w.service_ids
    from coming c left join wanted w on w.start_time = c.start_time and w.end_time = c.end_time
   where case when w.start_time is null then c.is_judged else w.service_ids is distinct from c.service_ids end
$$;

comment on function calendar.unfit(uuid, timestamptz) is
'A doctor''s future slots that are not as the working hours now want them
is_off_grid: the hours do not contain the slot; one that is closed for another reason than a time off is not judged.
service_ids: of the others the kinds of visit to which the hours give the slot, and did not before: also of booked
slots, and of closed ones that may be opened again.';
