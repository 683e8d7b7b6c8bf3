create or replace function outbound.was_confirmed(
  p_booking_id uuid
)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return exists (select from medbook.bookings
                  where doctor_id = medbook.doctor_of(p_booking_id) and id = p_booking_id and confirmed_at is not null);
end
$$;

comment on function outbound.was_confirmed(uuid) is
'Whether a booking has ever been an appointment; null is none';
