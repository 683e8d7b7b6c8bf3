create or replace function api.get_patient_booking(
  p_user_id uuid,
  p_booking_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_booking jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'get a patient''s booking');
  end if;
  select to_jsonb(v) into v_booking from api.patient_booking v
   where v.doctor_id = medbook.doctor_of(p_booking_id) and v.id = p_booking_id;
  if v_booking is null then
    return core.refuse('BOOKING_NOT_FOUND');
  end if;
  perform core.record('get a patient''s booking', p_user_id, (v_booking ->> 'patient_id')::uuid);
  return jsonb_build_object('success', true, 'booking', v_booking);
end
$$;

comment on function api.get_patient_booking(uuid, uuid) is
'One patient''s booking; each call is written to the audit
p_booking_id: the booking. Refuses FORBIDDEN, BOOKING_NOT_FOUND.';
