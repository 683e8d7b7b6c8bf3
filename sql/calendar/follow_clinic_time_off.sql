create or replace function calendar.follow_clinic_time_off()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set lock_timeout = '200ms'
as $$
declare
  v_now timestamptz := core.now();
  v_doctor record;
begin
  for v_doctor in
    -- PostgreSQL takes long for the days of a time zone, so they are computed once for all its doctors.
    with away as materialized (
      select z.time_zone, coalesce(t.during, calendar.days_during(t.days, z.time_zone)) as during
        from medbook.time_off t
       cross join (select distinct time_zone from medbook.doctors) z
       where t.doctor_id is null and t.created_at > core.later(v_now, '-1 day'))
    select distinct d.id, d.name
      from away
      join medbook.doctors d on d.time_zone = away.time_zone
      join medbook.calendar c on c.doctor_id = d.id and tstzrange(c.start_time, c.end_time) && away.during
      join medbook.slots s on s.doctor_id = c.doctor_id and s.id = c.slot_id
     where c.start_time > v_now and s.close_cause is null
     order by d.id
  loop
    begin
      -- The same locks as in calendar.lock_doctor, but not waited for.
      perform from medbook.settings for key share nowait;
      perform from medbook.doctors where id = v_doctor.id for no key update nowait;
      perform calendar.follow_time_off(v_doctor.id, v_now);
    exception
      when lock_not_available or data_exception or integrity_constraint_violation then
        raise warning 'Not closed for a time off, the next run tries again: % (%): %',
          v_doctor.name, v_doctor.id, sqlerrm;
    end;
  end loop;
end
$$;

comment on function calendar.follow_clinic_time_off() is
'Closes the slots of doctors who were locked when a time off of the whole clinic was added
pg_cron calls it every minute, until then a patient can book them. It looks at the times off of the last day; older
ones are left to calendar.open_all_slots. A doctor who is still locked is named in a warning.';
