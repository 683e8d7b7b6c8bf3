create or replace function calendar.list_hours(
  p_doctor_id uuid
)
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(to_jsonb(h) order by h.weekday, h.start, h.valid_from), '[]')
    from api.working_hours h where h.doctor_id = p_doctor_id
$$;

comment on function calendar.list_hours(uuid) is
'The working hours of a doctor, as a list for an answer';
