create or replace function calendar.close_clinic(
  p_during tstzrange,
  p_days daterange
)
  returns jsonb
  language plpgsql
  volatile
  -- Bookings hold a slot for milliseconds; who holds it longer does not keep the clinic open.
  set lock_timeout = '200ms'
as $$
declare
  v_doctor record;
  v_during tstzrange;
  v_one jsonb;
  v_closed integer := 0;
  v_affected jsonb := jsonb '[]';
  v_left jsonb := jsonb '[]';
begin
  for v_doctor in select id, name, time_zone from medbook.doctors order by id loop
    v_during := coalesce(p_during, calendar.days_during(p_days, v_doctor.time_zone));
    begin
      perform from medbook.doctors where id = v_doctor.id for no key update nowait;
      v_one := calendar.close_for_time_off(v_doctor.id, v_during);
      v_closed := v_closed + (v_one ->> 'closed')::integer;
    exception
      when lock_not_available then
        v_left := v_left || jsonb_build_object('id', v_doctor.id, 'name', v_doctor.name);
        v_one := jsonb_build_object('affected_bookings', calendar.affected_bookings(v_doctor.id, array(
          select slot_id from medbook.calendar
           where doctor_id = v_doctor.id and tstzrange(start_time, end_time) && v_during)));
    end;
    v_affected := v_affected || (v_one -> 'affected_bookings');
  end loop;
  return jsonb_build_object('closed', v_closed, 'affected_bookings', v_affected, 'doctors_left', v_left);
end
$$;

comment on function calendar.close_clinic(tstzrange, daterange) is
'Closes every doctor''s slots during a time off; answers closed, affected_bookings and doctors_left
p_during: the time off; p_days: instead of it days of each doctor''s own calendar. A doctor who is locked, or one of
whose slots is, is left as before: calendar.follow_clinic_time_off closes those slots soon. The caller has locked
medbook.settings and written the time off.';
