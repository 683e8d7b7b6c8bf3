create or replace function booking.cancel_all(
  p_user_id uuid
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz;
  v_doctor_id uuid;
  v_booking_ids uuid[];
  v_count integer := 0;
begin
  perform from medbook.slots s
    join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id
   where b.user_id = p_user_id and b.status in ('PENDING', 'CONFIRMED')
   order by s.id for no key update of s;

  -- A new statement, as in booking.lock_booking: it sees bookings that changed while the first one waited for locks.
  v_now := core.now();
  for v_doctor_id, v_booking_ids in
    select b.doctor_id, array_agg(b.id)
      from medbook.bookings b join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
     where b.user_id = p_user_id and b.part_of is null and booking.is_live(b.status, b.expires_at, v_now)
       and s.start_time > v_now
     group by b.doctor_id
  loop
    perform booking.cancel_bookings(v_doctor_id, v_booking_ids, null, null, v_now);
    v_count := v_count + cardinality(v_booking_ids);
  end loop;
  return v_count;
end
$$;

comment on function booking.cancel_all(uuid) is
'Cancels a user''s live bookings that have not begun; returns how many
The caller has locked the user, so that no booking is added meanwhile.';
