create or replace function api.get_booking(
  p_user_id uuid,
  p_booking_id uuid
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
  select coalesce(
    (select core.answer_booking(b.id) from medbook.bookings b
      where b.doctor_id = medbook.doctor_of(p_booking_id) and b.id = p_booking_id and b.user_id = p_user_id),
    core.refuse('BOOKING_NOT_FOUND'))
$$;

comment on function api.get_booking(uuid, uuid) is
'One of the caller''s bookings
p_user_id: the caller. p_booking_id: which. Refuses BOOKING_NOT_FOUND, also for other people''s bookings.';
