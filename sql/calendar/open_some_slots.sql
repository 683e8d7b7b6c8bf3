create or replace function calendar.open_some_slots(
  p_doctors integer
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_now timestamptz := core.now();
  v_doctor record;
  v_opened integer;
  v_done integer := 0;
begin
  -- The same lock as in calendar.lock_doctor.
  perform from medbook.settings for key share;
  for v_doctor in
    select d.id, d.name, d.open_until, (v_now at time zone d.time_zone)::date as today,
           calendar.last_open_day(d.time_zone, r.booking_horizon, v_now) as last_day
      from medbook.doctors d join booking.rules() r on r.doctor_id = d.id
     where d.is_active
       and calendar.last_open_day(d.time_zone, r.booking_horizon, v_now) > coalesce(d.open_until, '-infinity')
     order by d.id
       -- One doctor who is locked must not stop the others; the next run tries again.
       for no key update of d skip locked
  loop
    exit when v_done >= p_doctors;
    begin
      v_opened := coalesce(v_opened, 0) + (calendar.open_days(
        v_doctor.id, greatest(v_doctor.today - 1, v_doctor.open_until + 1), v_doctor.last_day, v_now)
        ->> 'opened')::integer;
      update medbook.doctors set open_until = v_doctor.last_day where id = v_doctor.id;
      v_done := v_done + 1;
    exception
      when lock_not_available or data_exception or integrity_constraint_violation then
        raise warning 'Not opened, the next run tries again: % (%): %', v_doctor.name, v_doctor.id, sqlerrm;
    end;
  end loop;
  return v_opened;
end
$$;

comment on function calendar.open_some_slots(integer) is
'One batch of calendar.open_all_slots; returns how many slots it opened
Returns null when no doctor was left. Skips doctors that are locked or whose time zone the server does not know, and
warns of those whose data cannot be opened. p_doctors: how many doctors at most.';
