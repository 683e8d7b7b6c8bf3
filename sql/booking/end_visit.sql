create or replace function booking.end_visit(
  p_user_id uuid,
  p_booking_id uuid,
  p_status medbook.booking_status
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_booking medbook.bookings;
  v_now timestamptz;
  v_start_time timestamptz;
  v_refusal jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'mark booking ' || p_status);
  end if;
  -- The appointment is live again: its patient must not book another one at its time meanwhile.
  perform booking.lock_patient(p_user_id, p_booking_id) where p_status = 'CONFIRMED';
  v_booking := booking.lock_booking(p_user_id, p_booking_id);
  v_now := core.now();
  select start_time into v_start_time from medbook.slots
   where doctor_id = v_booking.doctor_id and id = v_booking.slot_id;
  if not found then
    return core.refuse('BOOKING_NOT_FOUND');
  elsif v_booking.status = p_status then
    return booking.answer_booking(p_booking_id);
  elsif v_booking.status in ('PENDING', 'CANCELLED', 'FAILED') or p_status <> 'CONFIRMED' and v_start_time > v_now then
    return core.refuse('INVALID_STATUS', jsonb_build_object(
      'booking_status', booking.status_at(v_booking.status, v_booking.expires_at, v_now), 'start_time', v_start_time));
  end if;
  v_refusal := case when p_status = 'CONFIRMED' then booking.check_reinstatement(v_booking, v_now) end;
  if v_refusal is not null then
    return v_refusal;
  end if;
  update medbook.bookings set status = p_status where doctor_id = v_booking.doctor_id and id = p_booking_id;
  perform booking.update_parts(v_booking);
  insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, from_status, to_status, correction)
  select v_booking.doctor_id, p_booking_id, v_now, p_user_id, v_booking.status, p_status,
         coalesce(max(correction), 0) + (v_booking.status <> 'CONFIRMED')::integer
    from medbook.booking_history where doctor_id = v_booking.doctor_id and booking_id = p_booking_id;
  perform core.record('mark booking ' || p_status, p_user_id, v_booking.user_id);
  return booking.answer_booking(p_booking_id);
exception
  when lock_not_available then
    return core.refuse('SLOT_LOCKED');
end
$$;

comment on function booking.end_visit(uuid, uuid, medbook.booking_status) is
'Records whether the patient came to an appointment, or corrects what was recorded
p_user_id: the caller, an administrator. p_status: COMPLETED or NO_SHOW, also instead of each other; CONFIRMED takes
either back. Refuses FORBIDDEN, BOOKING_NOT_FOUND, INVALID_STATUS (the booking never was an appointment, was cancelled,
or has not begun), SLOT_LOCKED, and what booking.check_reinstatement refuses.';
