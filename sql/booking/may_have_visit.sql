create or replace function booking.may_have_visit(
  p_user_id uuid,
  p_service_id uuid,
  p_doctor_id uuid,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return p_service_id is null
      or booking.may_have((booking.active_service(p_service_id)).bookable_by, p_user_id, p_doctor_id, p_now);
end
$$;

comment on function booking.may_have_visit(uuid, uuid, uuid, timestamptz) is
'Whether a visit of this kind with this doctor can be offered to a patient
p_service_id: the kind of visit; null: none is named. One that only administrators may book is offered to nobody.';
