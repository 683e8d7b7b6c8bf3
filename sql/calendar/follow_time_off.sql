create or replace function calendar.follow_time_off(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_under uuid[] := array(
    -- From the times off to the slots: to ask calendar.is_under_time_off of every slot takes ten times as long.
    select s.id
      from medbook.doctors d
      join medbook.time_off t on (t.doctor_id = d.id or t.doctor_id is null)
                             and (upper(t.during) > p_now or upper(t.days) + 1 >= p_now::date)
     cross join lateral coalesce(t.during, calendar.days_during(t.days, d.time_zone)) as away (during)
      join medbook.calendar c on c.doctor_id = d.id and tstzrange(c.start_time, c.end_time) && away.during
      join medbook.slots s on s.doctor_id = c.doctor_id and s.id = c.slot_id
     where d.id = p_doctor_id and c.start_time > p_now and s.close_cause is null);
  v_free uuid[] := array(
    select s.id from medbook.slots s
     where s.doctor_id = p_doctor_id and s.start_time > p_now and s.close_cause = 'TIME_OFF'
       and not calendar.is_under_time_off(p_doctor_id, s.start_time, s.end_time)
       and (s.closed_at is null or not exists (
         select from medbook.calendar o
          where o.doctor_id = p_doctor_id
            and tstzrange(o.start_time, o.end_time) && tstzrange(s.start_time, s.end_time))));
begin
  if v_under || v_free = '{}' then
    return;
  end if;
  -- All at once, by id: a concurrent move of an appointment between two of them would else deadlock.
  perform from medbook.slots where doctor_id = p_doctor_id and id = any(v_under || v_free)
    order by id for no key update;
  perform booking.lapse_holds(p_doctor_id, v_free, p_now);
  perform calendar.open_again(p_doctor_id, v_free);
  perform calendar.close_free_slots(p_doctor_id, v_under, 'TIME_OFF');
end
$$;

comment on function calendar.follow_time_off(uuid, timestamptz) is
'Closes a doctor''s future slots that a time off covers, and opens those whose time off is gone
Writes nothing if all are as they should be. Booked slots stay, and close when their bookings end. The caller has locked
the doctor.';
