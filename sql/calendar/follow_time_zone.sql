create or replace function calendar.follow_time_zone(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns void
  language plpgsql
  volatile
as $$
begin
  -- All at once, by id: a concurrent move of an appointment between two of them would else deadlock.
  perform calendar.lock_calendar(p_doctor_id);
  if exists (select from medbook.working_hours where doctor_id = p_doctor_id) then
    perform calendar.fit_slots(p_doctor_id, p_now);
  end if;
  perform calendar.follow_time_off(p_doctor_id, p_now);
end
$$;

comment on function calendar.follow_time_zone(uuid, timestamptz) is
'Fits a doctor''s future slots to the hours and the days off of a new time zone
The caller has locked the doctor and written the time zone. Booked slots stay, and close when their bookings end.';
