create or replace function booking.lock_move(
  p_user_id uuid,
  p_booking_id uuid,
  p_slot_id uuid
)
  returns medbook.bookings
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_booking_id);
  v_new_doctor_id uuid := medbook.doctor_of(p_slot_id);
  v_booking medbook.bookings;
  v_slot_ids uuid[];
begin
  select * into v_booking from medbook.bookings
   where doctor_id = v_doctor_id and id = p_booking_id and part_of is null
     and case when user_id = p_user_id then true else core.is_admin(p_user_id) end;
  if v_booking.status in ('PENDING', 'CONFIRMED') is not true then
    return v_booking;
  end if;
  -- Lock the user first, as booking does: else a patient's concurrent booking and move could deadlock.
  perform from medbook.users where id = v_booking.user_id for no key update;
  v_slot_ids := booking.slots_of(v_booking) || p_slot_id;
  if v_booking.service_id is not null then
    v_slot_ids := v_slot_ids || (
      select (booking.for_service(o, v_booking.service_id)).further_slot_ids
        from booking.offer o where o.doctor_id = v_new_doctor_id and o.slot_id = p_slot_id);
  end if;
  perform from medbook.slots
    where doctor_id in (v_doctor_id, v_new_doctor_id) and id = any(v_slot_ids) order by id for no key update;

  -- A new statement, as in booking.lock_booking.
  select * into v_booking from medbook.bookings where doctor_id = v_booking.doctor_id and id = v_booking.id;
  return v_booking;
end
$$;

comment on function booking.lock_move(uuid, uuid, uuid) is
'The booking that is to be moved, with its user and all slots that it has and would have locked; null if there is none
If the booking is not the caller''s (administrators may move any) or has ended, nothing is locked. Waits for each
lock for at most lock_timeout, then raises lock_not_available.';
