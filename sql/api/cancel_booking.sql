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
begin
  if length(p_reason) > 500 then
    return core.refuse_input('reason', 'must have at most 500 characters');
  elsif core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'cancel booking');
  end if;
  v_booking := core.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  case core.booking_status(v_booking.status, v_booking.expires_at, v_now)
    when 'PENDING', 'CONFIRMED' then
      perform core.cancel_bookings(v_booking.doctor_id, array[p_booking_id], p_user_id, p_reason, v_now);
      return core.answer_booking(p_booking_id);
    when 'CANCELLED' then
      return core.answer_booking(p_booking_id);
    when 'FAILED' then
      return core.refuse('BOOKING_EXPIRED', jsonb_build_object('expired_at', v_booking.expires_at));
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
p_user_id: the caller. p_booking_id: which. p_reason: why, at most 500 characters. Refuses INVALID_INPUT,
FORBIDDEN, BOOKING_NOT_FOUND, BOOKING_EXPIRED (the hold had lapsed), SLOT_LOCKED (waited lock_timeout for the slot).';
