create or replace function booking.patient_load(
  p_user_id uuid,
  p_start_time timestamptz,
  p_end_time timestamptz,
  p_except uuid,
  p_now timestamptz
)
  returns table (
    holds integer,
    overlapping uuid
  )
  language sql
  stable
as $$
  select count(*) filter (where b.status = 'PENDING')::integer,
         (array_agg(b.id) filter (where s.start_time < p_end_time and s.end_time > p_start_time))[1]
    from medbook.bookings b
    join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
   where b.user_id = p_user_id and booking.is_live(b.status, b.expires_at, p_now) and b.id is distinct from p_except
$$;

comment on function booking.patient_load(uuid, timestamptz, timestamptz, uuid, timestamptz) is
'How many holds a patient has, and an appointment or hold at this time
p_start_time, p_end_time: the time. p_except: a booking that does not count; null: all count. overlapping: the booking;
null: there is none. Must stay inlinable (no SET), so that booking.take_slot reads it in one statement with the slot.';
