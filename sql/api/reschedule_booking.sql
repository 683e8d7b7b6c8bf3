create or replace function api.reschedule_booking(
  p_user_id uuid,
  p_booking_id uuid,
  p_slot_id uuid,
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
  v_status medbook.booking_status;
begin
  if length(p_reason) not between 1 and 500 then
    return core.refuse_input('reason', 'must have 1 to 500 characters');
  end if;
  v_booking := booking.lock_move(p_user_id, p_booking_id, p_slot_id);
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'reschedule booking');
  end if;
  v_now := core.now();
  v_status := booking.status_at(v_booking.status, v_booking.expires_at, v_now);
  if v_status in ('PENDING', 'CONFIRMED') then
    return booking.move_booking(v_booking, p_user_id, p_slot_id, p_reason, v_now);
  elsif v_status in ('CANCELLED', 'COMPLETED', 'NO_SHOW') then
    return booking.answer_move(v_booking, p_slot_id, v_now);
  end if;
  return booking.refuse_status(v_booking, v_now);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.reschedule_booking(uuid, uuid, uuid, text) is
'Moves a booking to another slot, of any doctor: completely or not at all
For the patient or an administrator. p_booking_id: the booking. p_slot_id: the new slot, the first of a visit that takes
several: it moves as a whole, and may take slots that it has already. p_reason: why an administrator ignores the
patient''s other bookings, 1 to 500 characters; null: they count. Answers the new booking, with created, its id, and the
old price (fee_before, currency_before). It is confirmed if the old one was. Within one doctor the price stays; another
doctor''s is that doctor''s current fee. A repeated call is answered with the new booking. Refuses FORBIDDEN,
BOOKING_NOT_FOUND, BOOKING_EXPIRED, INVALID_STATUS (the booking was cancelled or moved, or is over), INVALID_INPUT (the
booking has this slot already), TOO_LATE (cutoff_at; not for administrators), SLOT_NOT_FOUND, SLOT_UNAVAILABLE,
SERVICE_NOT_OFFERED, SLOT_IN_PAST, OUTSIDE_BOOKING_WINDOW (not for administrators), OVERLAPPING_BOOKING, BOOKING_LIMIT
(with one doctor on one day), SLOT_LOCKED.';
