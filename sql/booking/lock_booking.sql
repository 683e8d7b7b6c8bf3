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
     and b.status not in ('CANCELLED', 'FAILED') and b.visit_end is null
     for no key update of s;
  if not found then
    perform booking.lock_slots_of(p_user_id, p_booking_id);
  end if;

  -- A new statement: the one that waited for the lock still sees the booking as it was before the wait.
  select * into v_booking from medbook.bookings
   where doctor_id = v_doctor_id and id = p_booking_id and part_of is null
     and case when user_id = p_user_id then true else core.is_admin(p_user_id) end;
  return v_booking;
end
$$;

comment on function booking.lock_booking(uuid, uuid) is
'The caller''s own booking, or any booking for an administrator, with its slots locked
null if there is no such booking. The slot is not locked if the booking was cancelled or has lapsed: the booking can no
longer change, and the slot may have a new booking. Waits for the lock for at most lock_timeout, then raises
lock_not_available.';
