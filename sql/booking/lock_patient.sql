create or replace function booking.lock_patient(
  p_user_id uuid,
  p_booking_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
begin
  perform from medbook.users u join medbook.bookings b on b.user_id = u.id
   where b.doctor_id = medbook.doctor_of(p_booking_id) and b.id = p_booking_id
     and case when b.user_id = p_user_id then true else core.is_admin(p_user_id) end
     for no key update of u;
end
$$;

comment on function booking.lock_patient(uuid, uuid) is
'Locks the patient of a booking, before the caller locks the slot
p_user_id: the caller. Nobody is locked if the booking is somebody else''s and the caller is no administrator. Waits for
at most lock_timeout, then raises lock_not_available.';
