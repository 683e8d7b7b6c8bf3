create or replace function api.complete_booking(
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
  return booking.end_visit(p_user_id, p_booking_id, 'COMPLETED');
end
$$;

comment on function api.complete_booking(uuid, uuid) is
'Records that an appointment took place; a repeated call changes nothing
p_booking_id: the booking, also one that was marked otherwise by mistake. Refuses FORBIDDEN, BOOKING_NOT_FOUND,
INVALID_STATUS (the booking is not confirmed, or has not begun), SLOT_LOCKED.';
