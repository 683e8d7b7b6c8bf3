create or replace function calendar.refit_calendar(
  p_doctor_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_doctor medbook.doctors;
  v_now timestamptz;
  v_yesterday date;
begin
  select * into v_doctor from medbook.doctors where id = p_doctor_id and is_active for no key update nowait;
  if v_doctor.id is null or not core.is_time_zone(v_doctor.time_zone) then
    return;
  end if;
  v_now := core.now();
  -- Most nights nothing has changed: then no slot is locked or written.
  if exists (select from medbook.working_hours where doctor_id = p_doctor_id)
     and exists (
       select from medbook.slots s left join calendar.unfit(p_doctor_id, v_now) u on u.slot_id = s.id
        where s.doctor_id = p_doctor_id and s.start_time > v_now
          and case when u.slot_id is null then s.closed_at is null and s.close_cause = 'HOURS'
                   else not u.is_off_grid or s.close_cause is distinct from 'HOURS' end) then
    perform calendar.fit_slots(p_doctor_id, v_now);
    update medbook.doctors set open_until = v_doctor.open_until where id = p_doctor_id;
  end if;
  perform calendar.follow_time_off(p_doctor_id, v_now);
  v_yesterday := (v_now at time zone v_doctor.time_zone)::date - 1;
  -- To compare is much faster than to open, which judges every slot.
  if exists (select start_time, end_time from calendar.grid(p_doctor_id, v_yesterday, v_doctor.open_until)
             except
             select start_time, end_time from medbook.calendar where doctor_id = p_doctor_id) then
    perform calendar.open_days(p_doctor_id, v_yesterday, v_doctor.open_until, v_now);
  end if;
  perform booking.offer_open_slots(p_doctor_id, v_now);
end
$$;

comment on function calendar.refit_calendar(uuid) is
'Fits the days of a doctor that are open already to the working hours and times off as they are now
Free slots that are off the hours close, and hours that no slot covers are offered: the rules of a time zone may have
changed, or a booking has ended that was in the way. Slots follow the days off likewise, also those of a doctor without
hours. What is free already is offered to who waits. Slots closed by hand stay. Booked slots off the hours stay until
their bookings end: calendar.misfit lists them. Raises lock_not_available if the doctor is locked.';
