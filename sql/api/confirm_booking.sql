create or replace function api.confirm_booking(
  p_user_id uuid,
  p_booking_id uuid,
  p_if_still_free boolean default false
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
  v_status medbook.booking_status;
begin
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'confirm booking');
  elsif p_if_still_free then
    perform booking.lock_patient(p_user_id, p_booking_id);
  end if;
  v_booking := booking.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  v_status := booking.status_at(v_booking.status, v_booking.expires_at, v_now);
  if v_status = 'PENDING' then
    perform booking.confirm_hold(v_booking, p_user_id, v_now);
    perform core.record_on_behalf('confirm booking', p_user_id, v_booking.user_id);
  elsif v_status = 'FAILED' and p_if_still_free then
    return booking.confirm_again(v_booking, p_user_id);
  elsif v_status is distinct from 'CONFIRMED' then
    return booking.refuse_status(v_booking, v_now);
  end if;
  return booking.answer_booking(p_booking_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.confirm_booking(uuid, uuid, boolean) is
'Confirms a held booking; a repeated call changes nothing
For the patient or an administrator. p_booking_id: the booking. p_if_still_free: if the hold has lapsed, and the slot
can still be booked, book and confirm it anew: the answer is the new booking, and created is its id. Refuses FORBIDDEN,
BOOKING_NOT_FOUND, BOOKING_EXPIRED (from expires_at on, even before the sweep), INVALID_STATUS (the booking was
cancelled, or is over), SLOT_LOCKED (waited lock_timeout for the slot); with p_if_still_free, instead of
BOOKING_EXPIRED: SLOT_UNAVAILABLE, SERVICE_NOT_FOUND, SERVICE_RESTRICTED, SERVICE_NOT_OFFERED, SLOT_IN_PAST,
OUTSIDE_BOOKING_WINDOW, OVERLAPPING_BOOKING, HOLD_LIMIT, BOOKING_LIMIT, as book_slot does.';
