create or replace function booking.answer_move(
  p_booking medbook.bookings,
  p_slot_id uuid,
  p_now timestamptz
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
    return booking.refuse_status(p_booking, p_now);
  end if;
  return booking.answer_moved(v_id, p_booking);
end
$$;

comment on function booking.answer_move(medbook.bookings, uuid, timestamptz) is
'The answer to moving a booking that has ended
If the booking was moved to this slot before, the answer is the new booking: a repeated request succeeds. Else
refuses BOOKING_EXPIRED (expired_at), INVALID_STATUS (booking_status) or BOOKING_NOT_FOUND.';
