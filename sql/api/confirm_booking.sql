create or replace function api.confirm_booking(
  p_user_id uuid,
  p_booking_id uuid
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
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'confirm booking');
  end if;
  v_booking := booking.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  case booking.status_at(v_booking.status, v_booking.expires_at, v_now)
    when 'PENDING' then
      perform booking.confirm_hold(v_booking, p_user_id, v_now);
      perform core.record_on_behalf('confirm booking', p_user_id, v_booking.user_id);
      return booking.answer_booking(p_booking_id);
    when 'CONFIRMED' then
      return booking.answer_booking(p_booking_id);
    when 'FAILED' then
      return core.refuse('BOOKING_EXPIRED', jsonb_build_object('expired_at', v_booking.expires_at));
    when 'CANCELLED', 'COMPLETED', 'NO_SHOW' then
      return core.refuse('INVALID_STATUS', jsonb_build_object('booking_status', v_booking.status));
    else
      return core.refuse('BOOKING_NOT_FOUND');
  end case;
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.confirm_booking(uuid, uuid) is
'Confirms a held booking; confirming it again changes nothing
p_user_id: the caller, the patient or an administrator. p_booking_id: which. Refuses FORBIDDEN, BOOKING_NOT_FOUND, BOOKING_EXPIRED (from expires_at on,
swept or not), INVALID_STATUS (it was cancelled, or is over), SLOT_LOCKED (waited lock_timeout for the slot). Source: seed, 7.1.';
