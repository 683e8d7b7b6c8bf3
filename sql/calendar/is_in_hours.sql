create or replace function calendar.is_in_hours(
  p_doctor_id uuid,
  p_start_time timestamptz,
  p_end_time timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select not exists (select from medbook.working_hours where doctor_id = p_doctor_id)
      or exists (
        -- In every time zone a day is at most one off, and hours may have begun on the day before.
        select from calendar.grid(p_doctor_id, (p_start_time at time zone 'UTC')::date - 2,
                                  (p_start_time at time zone 'UTC')::date + 1) g
         where g.start_time = p_start_time and g.end_time = p_end_time)
$$;

comment on function calendar.is_in_hours(uuid, timestamptz, timestamptz) is
'Whether a doctor''s working hours ask for exactly this slot
True for a doctor without working hours, whose slots were made otherwise.';
