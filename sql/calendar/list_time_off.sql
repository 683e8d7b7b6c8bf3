create or replace function calendar.list_time_off(
  p_doctor_id uuid
)
  returns jsonb
  language sql
  stable
as $$
  select coalesce(
           jsonb_agg(to_jsonb(t) order by coalesce(t."from", t.from_date::timestamp at time zone 'UTC'), t.id), '[]')
    from api.time_off t where t.doctor_id is not distinct from p_doctor_id
$$;

comment on function calendar.list_time_off(uuid) is
'The times off of a doctor, as a list for an answer, by their beginning
p_doctor_id: null: those of the whole clinic.';
