create or replace function booking.lock_booking(
  p_user_id uuid,
  p_booking_id uuid
)
  returns medbook.bookings
  language plpgsql
  volatile
as $$
declare
  v_doctor_id uuid := medbook.doctor_of(p_booking_id);
  v_booking medbook.bookings;
begin
  perform from medbook.slots s
    join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id
   where b.doctor_id = v_doctor_id and b.id = p_booking_id
     and case when b.user_id = p_user_id then true else core.is_admin(p_user_id) end
     and b.status in ('PENDING', 'CONFIRMED')
     for no key update of s;

  -- A statement of its own: the one that waited for the lock still shows the booking as it was before.
  select * into v_booking from medbook.bookings
   where doctor_id = v_doctor_id and id = p_booking_id
     and case when user_id = p_user_id then true else core.is_admin(p_user_id) end;
  return v_booking;
end
$$;

comment on function booking.lock_booking(uuid, uuid) is
'The caller''s own booking, or anybody''s for an administrator, locked by its slot; null when there is none
A booking that has ended never changes again, and its slot may have a new owner: that one is not locked. Waits for the
slot at most lock_timeout, then raises lock_not_available.';
