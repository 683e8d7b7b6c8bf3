create or replace function booking.book_visit(
  p_user_id uuid,
  p_slot_id uuid,
  p_service_id uuid,
  p_actor_id uuid,
  p_reason text default null
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
  v_refusal jsonb := booking.check_service(
    p_user_id, p_actor_id, medbook.doctor_of(p_slot_id), p_service_id, v_now);
  v_check record;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  -- Check before the lock, as api.book_slot.
  v_check := booking.check_slot(p_user_id, p_slot_id, v_now, p_service_id);
  if v_check.own_booking_id is not null and v_check.refusal is null then
    return booking.answer_booking(v_check.own_booking_id);
  elsif v_check.refusal is not null
        and not booking.may_override_slot(v_check.refusal ->> 'error', p_actor_id, v_check.offer, v_now) then
    return v_check.refusal;
  end if;
  return booking.hold_offer(p_user_id, v_check.offer, p_actor_id, p_reason);
end
$$;

comment on function booking.book_visit(uuid, uuid, uuid, uuid, text) is
'Holds the slots that a visit of this kind takes, from this one on
p_user_id: the patient. p_slot_id: the first slot. p_actor_id: the user who asks. p_reason: why an administrator ignores
the patient''s other bookings; null: they count. Refuses what booking.check_service, booking.check_slot and
booking.hold_offer refuse.';
