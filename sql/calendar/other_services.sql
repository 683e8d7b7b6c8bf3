create or replace function calendar.other_services(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns table (
    slot_id uuid,
    service_ids uuid[]
  )
  language sql
  stable
as $$
  with coming as (
    select s.id, s.start_time, s.end_time, s.service_ids, (s.start_time at time zone d.time_zone)::date as day
      from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
     where s.doctor_id = p_doctor_id and s.start_time > p_now
       and (s.closed_at is null or s.close_cause is distinct from 'HOURS')
       -- To ask for the grid takes long, and most doctors' hours name nothing.
       and (exists (select from medbook.working_hours where doctor_id = p_doctor_id and service_ids is not null)
         or exists (select from medbook.slots
                     where doctor_id = p_doctor_id and start_time > p_now and service_ids is not null))),
  wanted as (
    -- As in calendar.off_grid.
    select g.* from (select day from coming union select day - 1 from coming) days
     cross join lateral calendar.grid(p_doctor_id, day, day) g)
  select c.id, w.service_ids
    from coming c join wanted w on w.start_time = c.start_time and w.end_time = c.end_time
   where w.service_ids is distinct from c.service_ids
$$;

comment on function calendar.other_services(uuid, timestamptz) is
'A doctor''s future slots that the working hours now give to other kinds of visit than before, and those kinds
Also booked ones, and closed ones that may be opened again.';
