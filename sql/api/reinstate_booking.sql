create or replace function api.reinstate_booking(
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
begin
  return booking.end_visit(p_user_id, p_booking_id, 'CONFIRMED');
end
$$;

comment on function api.reinstate_booking(uuid, uuid) is
'Takes back that an appointment took place or was missed; a repeated call changes nothing
p_booking_id: the booking, which is CONFIRMED again. A cancelled booking stays cancelled. Refuses FORBIDDEN,
BOOKING_NOT_FOUND, INVALID_STATUS (it is PENDING, CANCELLED or FAILED), SLOT_UNAVAILABLE (somebody else has the slot
now), OVERLAPPING_BOOKING (booking_id: what the patient has booked for that time since), SLOT_LOCKED.';
