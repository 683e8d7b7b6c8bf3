create or replace function booking.check_service(
  p_user_id uuid,
  p_actor_id uuid,
  p_doctor_id uuid,
  p_service_id uuid,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_access medbook.service_access := (booking.active_service(p_service_id)).bookable_by;
begin
  if v_access is null then
    return core.refuse('SERVICE_NOT_FOUND');
  elsif booking.may_have(v_access, p_user_id, p_doctor_id, p_now) or core.is_admin(p_actor_id) then
    return null;
  end if;
  return core.refuse('SERVICE_RESTRICTED', jsonb_build_object('bookable_by', v_access));
end
$$;

comment on function booking.check_service(uuid, uuid, uuid, uuid, timestamptz) is
'null if this kind of visit can be booked with a doctor, else the refusal
p_user_id: the patient. p_actor_id: the user who asks; administrators may book any. Refuses SERVICE_NOT_FOUND (also if
it is not active), SERVICE_RESTRICTED (bookable_by).';
