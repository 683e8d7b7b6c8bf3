create or replace function api.extend_booking(
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
    return core.forbid(p_user_id, 'extend booking');
  end if;
  v_booking := booking.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  if booking.status_at(v_booking.status, v_booking.expires_at, v_now) is distinct from 'PENDING' then
    return booking.refuse_status(v_booking, v_now);
  elsif not booking.extend_hold(v_booking, v_now) then
    return core.refuse('HOLD_LIMIT_REACHED', jsonb_build_object('expires_at', v_booking.expires_at));
  end if;
  perform core.record_on_behalf('extend booking', p_user_id, v_booking.user_id);
  return booking.answer_booking(p_booking_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.extend_booking(uuid, uuid) is
'Gives a held booking the full time to confirm once more, from now on
For the patient or an administrator. p_booking_id: the booking. expires_at is set to the setting hold_duration from now,
but never later than extendable_until, which is the setting max_hold after the booking was made. Refuses FORBIDDEN,
BOOKING_NOT_FOUND, BOOKING_EXPIRED (from expires_at on, even before the sweep), INVALID_STATUS (it is confirmed,
cancelled or over), HOLD_LIMIT_REACHED (expires_at: it lasts as long as it may), SLOT_LOCKED (waited lock_timeout for
the slot).';
