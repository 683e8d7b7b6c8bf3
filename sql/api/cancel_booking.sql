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
  v_status medbook.booking_status;
  v_cutoff jsonb;
begin
  if length(p_reason) > 500 then
    return core.refuse_input('reason', 'must have at most 500 characters');
  elsif core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'cancel booking');
  end if;
  v_booking := booking.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  v_status := booking.status_at(v_booking.status, v_booking.expires_at, v_now);
  if v_status in ('PENDING', 'CONFIRMED') then
    v_cutoff := booking.check_cutoff(v_booking, 'cancel', v_now);
    if v_cutoff is not null then
      if not booking.may_override(v_cutoff ->> 'error', p_user_id) then
        return v_cutoff;
      end if;
      perform booking.record_overrides(array[v_cutoff ->> 'error'], p_user_id, v_booking.user_id);
    end if;
    perform booking.cancel_bookings(v_booking.doctor_id, array[p_booking_id], p_user_id, p_reason, v_now);
    perform core.record_on_behalf('cancel booking', p_user_id, v_booking.user_id);
  elsif v_status is distinct from 'CANCELLED' then
    return booking.refuse_status(v_booking, v_now);
  end if;
  return booking.answer_booking(p_booking_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function api.cancel_booking(uuid, uuid, text) is
'Cancels a booking and frees its slot; a repeated call changes nothing
For the patient or an administrator. p_booking_id: the booking. p_reason: why, at most 500 characters. Refuses
INVALID_INPUT, FORBIDDEN, BOOKING_NOT_FOUND, BOOKING_EXPIRED (the hold had lapsed), INVALID_STATUS (the booking is
over), TOO_LATE (cutoff_at; not for administrators), SLOT_LOCKED (waited lock_timeout for the slot).';
