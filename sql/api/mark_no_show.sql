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
'Notes that an appointment was missed by the patient; noting it again changes nothing
p_booking_id: which. Refuses FORBIDDEN, BOOKING_NOT_FOUND, INVALID_STATUS (it was not confirmed, has not begun, or the
opposite was noted), SLOT_LOCKED.';
