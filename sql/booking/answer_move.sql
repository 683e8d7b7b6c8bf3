create or replace function booking.answer_move(
  p_booking medbook.bookings,
  p_slot_id uuid
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_id uuid;
begin
  select id into v_id from medbook.bookings
   where doctor_id = v_doctor_id and slot_id = p_slot_id and rescheduled_from = p_booking.id;
  if not found then
    return core.refuse('INVALID_STATUS', jsonb_build_object('booking_status', p_booking.status));
  end if;
  return booking.answer_booking(v_id);
end
$$;

comment on function booking.answer_move(medbook.bookings, uuid) is
'What to answer who moves a booking that has ended: where it was moved, if it was moved there
Refuses INVALID_STATUS (booking_status).';
