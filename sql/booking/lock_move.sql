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
begin
  select * into v_booking from medbook.bookings
   where doctor_id = v_doctor_id and id = p_booking_id
     and case when user_id = p_user_id then true else core.is_admin(p_user_id) end;
  if v_booking.status in ('PENDING', 'CONFIRMED') is not true then
    return v_booking;
  end if;
  -- Lock the user first, as booking does: else a patient's concurrent booking and move could deadlock.
  perform from medbook.users where id = v_booking.user_id for no key update;
  perform from medbook.slots
    where (doctor_id = v_doctor_id and id = v_booking.slot_id) or (doctor_id = v_new_doctor_id and id = p_slot_id)
    order by id for no key update;

  -- A new statement, as in booking.lock_booking.
  select * into v_booking from medbook.bookings where doctor_id = v_booking.doctor_id and id = v_booking.id;
  return v_booking;
end
$$;

comment on function booking.lock_move(uuid, uuid, uuid) is
'The booking that is to be moved, with its user and both slots locked; null if there is none
If the booking is not the caller''s (administrators may move any) or has ended, nothing is locked. Waits for each
lock for at most lock_timeout, then raises lock_not_available.';
