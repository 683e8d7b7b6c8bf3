create or replace function booking.patient_load(
  p_user_id uuid,
  p_doctor_id uuid,
  p_time_zone text,
  p_start_time timestamptz,
  p_end_time timestamptz,
  p_except uuid,
  p_now timestamptz
)
  returns table (
    holds integer,
    overlapping uuid,
    coming integer,
    on_day integer
  )
  language sql
  stable
as $$
  -- CASE: a day of the calendar costs more than all the rest, so only neighbours in time are asked for it.
  select count(*) filter (where b.status = 'PENDING' and b.part_of is null and b.waitlist_id is null)::integer,
         (array_agg(coalesce(b.part_of, b.id))
          filter (where s.start_time < p_end_time and s.end_time > p_start_time))[1],
         count(*) filter (where s.start_time > p_now and b.part_of is null)::integer,
         count(*) filter (where case
           when b.doctor_id = p_doctor_id and b.part_of is null and s.start_time > p_start_time - interval '26 hours'
                and s.start_time < p_start_time + interval '26 hours'
           then booking.is_same_day(p_time_zone, s.start_time, p_start_time) else false end)::integer
    from medbook.bookings b
    join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
   where b.user_id = p_user_id and booking.is_live(b.status, b.expires_at, p_now)
     and coalesce(b.part_of, b.id) is distinct from p_except
$$;

comment on function booking.patient_load(uuid, uuid, text, timestamptz, timestamptz, uuid, timestamptz) is
'How many holds and bookings a patient has, and an appointment or hold at this time
p_doctor_id, p_time_zone: the doctor of a slot, and where the doctor is. p_start_time, p_end_time: the slot''s time.
p_except: a booking that does not count; null: all count. holds: without what was offered to the patient. overlapping:
the booking; null: there is none. coming: live bookings that have not begun. on_day: live bookings with this doctor on
the slot''s day, by the doctor''s calendar. Must stay inlinable (no SET), so that booking.take_slot reads it in one
statement with the slot.';
