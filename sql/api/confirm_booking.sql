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
  v_booking := core.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  case core.booking_status(v_booking.status, v_booking.expires_at, v_now)
    when 'PENDING' then
      update medbook.bookings set status = 'CONFIRMED', confirmed_at = v_now, expires_at = null
       where doctor_id = v_booking.doctor_id and id = p_booking_id;
      insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, from_status, to_status)
      values (v_booking.doctor_id, p_booking_id, v_now, p_user_id, 'PENDING', 'CONFIRMED');
      update medbook.slots set held_until = null, changed = pg_current_xact_id()
       where doctor_id = v_booking.doctor_id and id = v_booking.slot_id;
      return core.answer_booking(p_booking_id);
    when 'CONFIRMED' then
      return core.answer_booking(p_booking_id);
    when 'FAILED' then
      return core.refuse('BOOKING_EXPIRED', jsonb_build_object('expired_at', v_booking.expires_at));
    when 'CANCELLED' then
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
p_user_id: the caller. p_booking_id: which. Refuses FORBIDDEN, BOOKING_NOT_FOUND, BOOKING_EXPIRED (from expires_at on,
swept or not), INVALID_STATUS (it was cancelled), SLOT_LOCKED (waited lock_timeout for the slot). Source: seed, 7.1.';
