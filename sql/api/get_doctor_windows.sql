create or replace function api.get_doctor_windows(
  p_user_id uuid,
  p_doctor_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  set intervalstyle = 'iso_8601'
as $$
declare
  v_windows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  select to_jsonb(w) into v_windows from api.doctor_windows w where w.doctor_id = p_doctor_id;
  if v_windows is null then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  return jsonb_build_object('success', true, 'windows', v_windows);
end
$$;

comment on function api.get_doctor_windows(uuid, uuid) is
'When patients may book with a doctor, cancel and move, if not as the clinic has it
p_doctor_id: the doctor. null: as in get_settings. Refuses FORBIDDEN, DOCTOR_NOT_FOUND.';
