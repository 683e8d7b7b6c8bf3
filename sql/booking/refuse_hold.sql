create or replace function booking.refuse_hold(
  p_user_id uuid,
  p_slot_id uuid,
  p_actor_id uuid,
  p_reason text,
  p_now timestamptz,
  p_service_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_check record := booking.check_booking(p_user_id, p_actor_id, p_slot_id, null, p_reason, p_now, p_service_id);
begin
  if v_check.own_booking_id is not null and v_check.refusal is null then
    return booking.answer_booking(v_check.own_booking_id);
  elsif v_check.refusal is null then
    perform booking.record_overrides(v_check.overridden, p_actor_id, p_user_id);
  end if;
  return v_check.refusal;
end
$$;

comment on function booking.refuse_hold(uuid, uuid, uuid, text, timestamptz, uuid) is
'The answer if a slot cannot be held: a refusal, or the booking by which the patient has it; null: it can be
p_actor_id: the user who asks. p_reason: why an administrator ignores the patient''s other bookings; null: they count.
p_service_id: the kind of visit; null: none is named. Records the rules that an administrator overrides. The
caller has locked the user and the slot. Refuses what booking.check_booking refuses.';
