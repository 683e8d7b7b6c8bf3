create or replace function booking.lock_slots_of(
  p_user_id uuid,
  p_booking_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_booking medbook.bookings;
begin
  select * into v_booking from medbook.bookings
   where doctor_id = medbook.doctor_of(p_booking_id) and id = p_booking_id and visit_end is not null
     and case when user_id = p_user_id then true else core.is_admin(p_user_id) end
     and status not in ('CANCELLED', 'FAILED');
  if found then
    perform from medbook.slots
      where doctor_id = v_booking.doctor_id and id = any(booking.slots_of(v_booking)) order by id for no key update;
  end if;
end
$$;

comment on function booking.lock_slots_of(uuid, uuid) is
'Locks all slots of a booking that has several, as booking.lock_booking does the slot of one
Does nothing if the booking has one slot, was cancelled or has lapsed.';
