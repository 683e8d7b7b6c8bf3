create or replace function calendar.refit_next(
  p_after uuid
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set lock_timeout = '1s'
  -- PostgreSQL expects far more slots of a grid than there are, and would compile its plan for each doctor.
  set jit = off
as $$
declare
  v_doctor record;
begin
  select d.id, d.name into v_doctor
    from medbook.doctors d
   where d.is_active and (p_after is null or d.id > p_after)
     and (exists (select from medbook.working_hours h where h.doctor_id = d.id)
          or exists (select from medbook.slots s where s.doctor_id = d.id and s.start_time > core.now()))
   order by d.id limit 1;
  if found then
    -- The same lock as in calendar.lock_doctor.
    perform from medbook.settings for key share;
    begin
      perform calendar.refit_calendar(v_doctor.id);
    exception
      when lock_not_available or data_exception or integrity_constraint_violation then
        raise warning 'Not fitted to the hours, the next run tries again: % (%): %',
          v_doctor.name, v_doctor.id, sqlerrm;
    end;
  end if;
  return v_doctor.id;
end
$$;

comment on function calendar.refit_next(uuid) is
'One step of calendar.open_all_slots: fits the next doctor''s calendar to the working hours; returns the doctor''s id
p_after: the doctor of the step before; null: begin. Returns null when no doctor with hours or slots to come
is left. A doctor who is locked, or whose data cannot be fitted, is named in a warning and left as it is.';
