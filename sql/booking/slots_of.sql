create or replace function booking.slots_of(
  p_booking medbook.bookings
)
  returns uuid[]
  language plpgsql
  stable
as $$
begin
  if p_booking.visit_end is null then
    return array[p_booking.slot_id];
  end if;
  return p_booking.slot_id || array(
    select slot_id from medbook.bookings where doctor_id = p_booking.doctor_id and part_of = p_booking.id);
end
$$;

comment on function booking.slots_of(medbook.bookings) is
'The slots that a booking has, or had: one, or all that its visit takes';
