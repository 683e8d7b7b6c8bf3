create or replace function outbound.is_appointment(
  p_booking_id uuid
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return exists (select from medbook.bookings
                  where doctor_id = medbook.doctor_of(p_booking_id) and id = p_booking_id and status = 'CONFIRMED');
end
$$;

comment on function outbound.is_appointment(uuid) is
'Whether a booking is confirmed, and neither cancelled, moved nor over';
