create or replace function booking.check_slot(
  p_user_id uuid,
  p_slot_id uuid,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_slot record;
  v_booking_id uuid;
begin
  select s.start_time, s.held_until, s.is_available or coalesce(s.held_until <= p_now and s.close_cause is null, false) as is_free, r.is_active,
         booking.is_open(s.is_available, s.held_until, s.close_cause, s.start_time, r.is_active, r.min_notice, r.booking_horizon, p_now) as is_open
    into v_slot
    from medbook.slots s join booking.rules() r on r.doctor_id = s.doctor_id
   where s.doctor_id = v_doctor_id and s.id = p_slot_id;
  if not found then
    return core.refuse('SLOT_NOT_FOUND');
  elsif v_slot.is_open then
    return null;
  end if;

  select id into v_booking_id from medbook.bookings
   where doctor_id = v_doctor_id and slot_id = p_slot_id and user_id = p_user_id
     and status in ('PENDING', 'CONFIRMED') and (expires_at > p_now or expires_at is null);
  if found then
    return case when core.is_deactivated(p_user_id) then core.refuse('FORBIDDEN') else booking.answer_booking(v_booking_id) end;
  elsif v_slot.is_free and v_slot.start_time <= p_now then
    return core.refuse('SLOT_IN_PAST', jsonb_build_object('start_time', v_slot.start_time));
  elsif v_slot.is_free and v_slot.is_active then
    return core.refuse('OUTSIDE_BOOKING_WINDOW', booking.booking_window(v_doctor_id, p_now));
  end if;
  return core.refuse('SLOT_UNAVAILABLE', jsonb_strip_nulls(jsonb_build_object(
    'held_until', case when v_slot.held_until > p_now then v_slot.held_until end)));
end
$$;

comment on function booking.check_slot(uuid, uuid, timestamptz) is
'What to answer a patient who wants to book this slot; null: go ahead
A live booking of the caller''s own is the answer again. Refuses, in this order: SLOT_NOT_FOUND, FORBIDDEN (it is, but
the caller was deactivated), SLOT_UNAVAILABLE (held_until when it is only held), SLOT_IN_PAST, OUTSIDE_BOOKING_WINDOW
(earliest, latest).';
