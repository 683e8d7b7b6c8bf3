create or replace function calendar.reopen_clinic(
  p_during tstzrange,
  p_days daterange
)
  returns jsonb
  language plpgsql
  volatile
  -- The same as in calendar.close_clinic.
  set lock_timeout = '200ms'
as $$
declare
  v_doctor record;
  v_reopened integer := 0;
  v_left jsonb := jsonb '[]';
begin
  for v_doctor in select id, name, time_zone from medbook.doctors where retired_at is null order by id loop
    begin
      perform from medbook.doctors where id = v_doctor.id for no key update nowait;
      v_reopened := v_reopened + calendar.reopen_slots(
        v_doctor.id, coalesce(p_during, calendar.days_during(p_days, v_doctor.time_zone)));
      update medbook.doctors set open_until = null where id = v_doctor.id;
    exception
      when lock_not_available then
        v_left := v_left || jsonb_build_object('id', v_doctor.id, 'name', v_doctor.name);
    end;
  end loop;
  return jsonb_build_object('reopened', v_reopened, 'doctors_left', v_left);
end
$$;

comment on function calendar.reopen_clinic(tstzrange, daterange) is
'Reopens every doctor''s slots that a removed time off had closed; answers reopened and doctors_left
p_during: the time off; p_days: instead of it days of each doctor''s own calendar. A doctor who is locked, or one of
whose slots is, is left as before: the nightly run reopens those slots. The caller has locked medbook.settings and
removed the time off.';
