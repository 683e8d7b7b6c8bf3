create or replace function api.book_for_patient(
  p_user_id uuid,
  p_patient_id uuid,
  p_slot_id uuid,
  p_reason text default null,
  p_service_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_answer jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'book for a patient');
  elsif length(p_reason) not between 1 and 500 then
    return core.refuse_input('reason', 'must have 1 to 500 characters');
  elsif not exists (select from medbook.users where id = p_patient_id and is_active) then
    return core.refuse('USER_NOT_FOUND');
  end if;
  v_answer := booking.hold_slot(p_patient_id, p_slot_id, p_user_id, p_reason, p_service_id);
  perform core.record('book for a patient', p_user_id, p_patient_id, coalesce(v_answer ->> 'error', 'OK'));
  return v_answer;
end
$$;

comment on function api.book_for_patient(uuid, uuid, uuid, text, uuid) is
'Books a slot for a patient
p_patient_id: the patient. p_slot_id: the slot. p_reason: why the patient''s other bookings are to be ignored, 1 to 500
characters; null: they count. p_service_id: the kind of visit, as for book_slot. For a new hold, the answer''s created
is its id. The booking window does not bind administrators, and for a walk-in they can book a slot that has begun, until
it ends. Refuses FORBIDDEN, INVALID_INPUT, USER_NOT_FOUND, SERVICE_NOT_FOUND, SLOT_NOT_FOUND, SLOT_UNAVAILABLE,
SERVICE_NOT_OFFERED, SLOT_IN_PAST (it has ended), SLOT_LOCKED, OVERLAPPING_BOOKING, HOLD_LIMIT, BOOKING_LIMIT.';
