create or replace function api.get_doctor(
  p_doctor_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb;
begin
  select jsonb_build_object('success', true, 'doctor', to_jsonb(d)) into v_answer
    from api.doctor d
   where d.id = p_doctor_id;
  return coalesce(v_answer, core.refuse('DOCTOR_NOT_FOUND'));
end
$$;

comment on function api.get_doctor(uuid) is
'One doctor
p_doctor_id: the doctor. Refuses DOCTOR_NOT_FOUND (also if the doctor is no longer active).';
