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
'Notes that an appointment took place; noting it again changes nothing
p_booking_id: which. Refuses FORBIDDEN, BOOKING_NOT_FOUND, INVALID_STATUS (it was not confirmed, has not begun, or the
opposite was noted), SLOT_LOCKED.';
