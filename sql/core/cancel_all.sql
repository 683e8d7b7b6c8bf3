create or replace function core.cancel_all(
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

  -- A statement of its own, as in core.lock_booking: it sees what was confirmed or lapsed while that one waited.
  v_now := core.now();
  for v_doctor_id, v_booking_ids in
    select doctor_id, array_agg(id) from medbook.bookings
     where user_id = p_user_id and core.booking_status(status, expires_at, v_now) in ('PENDING', 'CONFIRMED')
     group by doctor_id
  loop
    perform core.cancel_bookings(v_doctor_id, v_booking_ids, null, null, v_now);
    v_count := v_count + cardinality(v_booking_ids);
  end loop;
  return v_count;
end
$$;

comment on function core.cancel_all(uuid) is
'Cancels whatever a user still has booked; returns how many bookings
The caller has locked the user, so that nothing is added meanwhile.';
