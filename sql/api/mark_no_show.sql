create or replace function api.mark_no_show(
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
  return booking.end_visit(p_user_id, p_booking_id, 'NO_SHOW');
end
$$;

comment on function api.mark_no_show(uuid, uuid) is
'Records that the patient missed an appointment; a repeated call changes nothing
p_booking_id: the booking, also one that was marked otherwise by mistake. Refuses FORBIDDEN, BOOKING_NOT_FOUND,
INVALID_STATUS (the booking is not confirmed, or has not begun), SLOT_LOCKED.';
