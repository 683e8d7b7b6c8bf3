create or replace function api.join_for_patient(
  p_user_id uuid,
  p_patient_id uuid,
  p_doctor_id uuid default null,
  p_specialization text default null,
  p_service_id uuid default null,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_weekdays jsonb default null,
  p_earliest text default null,
  p_latest text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'join waitlist for patient');
  end if;
  perform from medbook.users where id = p_patient_id and is_active for no key update;
  if not found then
    return core.refuse('USER_NOT_FOUND');
  end if;
  perform core.record('join waitlist', p_user_id, p_patient_id);
  return booking.join_queue(p_patient_id, booking.wish_of(
    p_doctor_id, p_specialization, p_service_id, p_from, p_to, p_weekdays, p_earliest, p_latest));
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.join_for_patient(
  uuid, uuid, uuid, text, uuid, timestamptz, timestamptz, jsonb, text, text) is
'Lets a patient wait for a slot, as join_waitlist does; each call is written to the audit
p_patient_id: the patient. p_doctor_id: with whom, or p_specialization, whatever its case and spaces. p_service_id: the
kind of visit. p_from, p_to: only slots that start at or after p_from and before p_to. p_weekdays: a list of days, 1 is
Monday. p_earliest, p_latest: times of day such as 09:00; only slots that start at or after p_earliest and before
p_latest. Days and times are those of the doctor''s own calendar. Refuses FORBIDDEN, USER_NOT_FOUND (no such active
account), INVALID_INPUT, DOCTOR_NOT_FOUND, SERVICE_NOT_FOUND, SERVICE_RESTRICTED, WAITLIST_LIMIT, SLOTS_FREE,
SLOT_LOCKED (one is being booked this instant).';
