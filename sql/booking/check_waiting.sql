create or replace function booking.check_waiting(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_service_id uuid := (p_wish ->> 'service_id')::uuid;
  v_fault jsonb := booking.check_times(p_wish);
begin
  if (p_wish ? 'specialization') = (p_wish ? 'doctor_ids') then
    return core.refuse_input('doctor_id', 'must be given, or specialization, and not both');
  elsif v_fault is not null then
    return v_fault;
  elsif (p_wish ->> 'to')::timestamptz <= p_now then
    return core.refuse_input('to', 'must not be over');
  elsif not exists (select from booking.choices(p_user_id, p_wish - 'service_id', p_now)) then
    return core.refuse('DOCTOR_NOT_FOUND');
  elsif v_service_id is not null and booking.active_service(v_service_id) is null then
    return core.refuse('SERVICE_NOT_FOUND');
  elsif not exists (select from booking.choices(p_user_id, p_wish, p_now)) then
    return core.refuse('SERVICE_RESTRICTED');
  end if;
  return null;
end
$$;

comment on function booking.check_waiting(uuid, jsonb, timestamptz) is
'null if a patient can wait for such a slot, else the refusal
p_user_id: the patient. p_wish: as booking.join_queue has it. Refuses INVALID_INPUT, DOCTOR_NOT_FOUND (also if nobody
has the specialization), SERVICE_NOT_FOUND, SERVICE_RESTRICTED (of no such doctor the patient may have the visit).';
