create or replace function api.get_booking(
  p_user_id uuid,
  p_booking_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_booking_id);
begin
  if core.is_deactivated(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  perform from medbook.bookings where doctor_id = v_doctor_id and id = p_booking_id and user_id = p_user_id
     and part_of is null;
  if not found then
    return core.refuse('BOOKING_NOT_FOUND');
  end if;
  return booking.answer_booking(p_booking_id);
end
$$;

comment on function api.get_booking(uuid, uuid) is
'One of the caller''s bookings
p_booking_id: the booking. Refuses FORBIDDEN, BOOKING_NOT_FOUND (also for other people''s bookings).';
