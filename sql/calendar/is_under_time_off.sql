create or replace function calendar.is_under_time_off(
  p_doctor_id uuid,
  p_start_time timestamptz,
  p_end_time timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from medbook.time_off
     where (doctor_id = p_doctor_id or doctor_id is null)
       and (during && tstzrange(p_start_time, p_end_time)
            -- Only near these days, which are at most one off in any time zone, the doctor's own are looked up.
            or days && daterange((p_start_time at time zone 'UTC')::date - 1,
                                 (p_end_time at time zone 'UTC')::date + 1, '[]')
               and tstzrange(p_start_time, p_end_time) && calendar.days_during(
              days, (select time_zone from medbook.doctors where id = p_doctor_id))))
$$;

comment on function calendar.is_under_time_off(uuid, timestamptz, timestamptz) is
'Whether a slot overlaps a time off of the doctor or of the whole clinic';
