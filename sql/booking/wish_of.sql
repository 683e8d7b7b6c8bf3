create or replace function booking.wish_of(
  p_doctor_id uuid,
  p_specialization text,
  p_service_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_weekdays jsonb,
  p_earliest text,
  p_latest text
)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'doctor_ids', case when p_doctor_id is not null then jsonb_build_array(p_doctor_id) end,
    'specialization', p_specialization, 'service_id', p_service_id, 'from', p_from, 'to', p_to,
    'weekdays', p_weekdays, 'earliest', p_earliest, 'latest', p_latest))
$$;

comment on function booking.wish_of(uuid, text, uuid, timestamptz, timestamptz, jsonb, text, text) is
'What booking.join_queue takes, made of the arguments of those who join';
