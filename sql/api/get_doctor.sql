create or replace function api.get_doctor(
  p_doctor_id uuid
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
  select coalesce(
    (select jsonb_build_object('success', true, 'doctor', to_jsonb(d)) from api.doctor d where d.id = p_doctor_id),
    core.refuse('DOCTOR_NOT_FOUND'))
$$;

comment on function api.get_doctor(uuid) is
'One doctor
p_doctor_id: whose. Refuses DOCTOR_NOT_FOUND, also for a doctor who is no longer active.';
