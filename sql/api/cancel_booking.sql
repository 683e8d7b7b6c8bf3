create or replace function api.cancel_booking(
  p_user_id uuid,
  p_booking_id uuid,
  p_reason text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_booking medbook.bookings;
  v_now timestamptz;
  v_cutoff jsonb;
  v_answer jsonb;
begin
  if length(p_reason) > 500 then
    return core.refuse_input('reason', 'must have at most 500 characters');
  elsif core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'cancel booking');
  end if;
  v_booking := booking.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  case booking.status_at(v_booking.status, v_booking.expires_at, v_now)
    when 'PENDING', 'CONFIRMED' then
      v_cutoff := booking.check_cutoff(v_booking, 'cancel', v_now);
      v_answer := booking.override(v_cutoff, p_user_id, null);
      if v_answer is not null then
        return v_answer;
      end if;
      perform booking.cancel_bookings(v_booking.doctor_id, array[p_booking_id], p_user_id, p_reason, v_now);
      perform booking.record_overrides(array[v_cutoff], p_user_id, v_booking.user_id);
      perform core.record_on_behalf('cancel booking', p_user_id, v_booking.user_id);
      return booking.answer_booking(p_booking_id);
    when 'CANCELLED' then
      return booking.answer_booking(p_booking_id);
    when 'FAILED' then
      return core.refuse('BOOKING_EXPIRED', jsonb_build_object('expired_at', v_booking.expires_at));
    when 'COMPLETED', 'NO_SHOW' then
      return core.refuse('INVALID_STATUS', jsonb_build_object('booking_status', v_booking.status));
    else
      return core.refuse('BOOKING_NOT_FOUND');
  end case;
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.cancel_booking(uuid, uuid, text) is
'Cancels a booking and frees its slot; cancelling it again changes nothing
p_user_id: the caller, the patient or an administrator. p_booking_id: which. p_reason: why, at most 500 characters.
Refuses INVALID_INPUT, FORBIDDEN, BOOKING_NOT_FOUND, BOOKING_EXPIRED (the hold had lapsed), INVALID_STATUS (it is over),
TOO_LATE (cutoff_at; not for administrators), SLOT_LOCKED (waited lock_timeout for the slot).';
