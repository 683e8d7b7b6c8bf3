create or replace function booking.check_move(
  p_booking medbook.bookings,
  p_actor_id uuid,
  p_slot_id uuid,
  p_reason text,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_user_id uuid := p_booking.user_id;
  v_cutoff jsonb;
  v_slot jsonb;
  v_patient jsonb;
  v_answer jsonb;
begin
  if p_slot_id = p_booking.slot_id then
    return core.refuse_input('slot_id', 'must be another slot than the booking has');
  end if;
  v_cutoff := booking.check_cutoff(p_booking, 'reschedule', p_now);
  v_answer := booking.override(v_cutoff, p_actor_id, null);
  if v_answer is null then
    v_slot := booking.check_slot(v_user_id, p_slot_id, p_now);
    v_answer := booking.override(v_slot, p_actor_id, null);
  end if;
  if v_answer -> 'booking' is not null then
    return core.refuse('OVERLAPPING_BOOKING', jsonb_build_object('booking_id', v_answer #> '{booking,id}'));
  end if;
  if v_answer is null then
    v_patient := booking.check_patient(v_user_id, p_slot_id, p_booking.id, p_now);
    v_answer := booking.override(v_patient, p_actor_id, p_reason);
  end if;
  if v_answer is null then
    perform booking.record_overrides(array[v_cutoff, v_slot, v_patient], p_actor_id, v_user_id);
  end if;
  return v_answer;
end
$$;

comment on function booking.check_move(medbook.bookings, uuid, uuid, text, timestamptz) is
'What to answer who wants to move this booking to this slot; null: go ahead
p_actor_id: who asks. p_reason: why an administrator lets the patient''s other bookings not count; null: they do. Refuses INVALID_INPUT, TOO_LATE, what booking.check_slot refuses, and OVERLAPPING_BOOKING, also for a
slot that the patient has already by another booking.';
