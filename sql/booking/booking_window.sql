create or replace function booking.booking_window(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('earliest', core.later(p_now, min_notice), 'latest', core.later(p_now, booking_horizon))
    from booking.rules() where doctor_id = p_doctor_id
$$;

comment on function booking.booking_window(uuid, timestamptz) is
'The earliest and the latest start of the slots of this doctor that can be booked now';
