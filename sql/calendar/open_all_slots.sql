create or replace procedure calendar.open_all_slots(
  p_doctors integer default 10
)
  language plpgsql
as $$
declare
  v_done integer := 0;
  v_opened integer;
  v_doctor_id uuid;
  v_opening calendar.opening;
begin
  loop
    v_opened := calendar.open_some_slots(p_doctors);
    exit when v_opened is null;
    commit;
    v_done := v_done + v_opened;
    raise notice '% slots opened, % doctors to go', v_done, (select doctors_to_go from calendar.opening);
  end loop;
  loop
    v_doctor_id := calendar.refit_next(v_doctor_id);
    exit when v_doctor_id is null;
    commit;
  end loop;
  select * into v_opening from calendar.opening;
  if v_opening.doctors_to_go = 0 then
    raise notice 'Every calendar is open up to the booking horizon: % slots opened', v_done;
  else
    raise notice '% slots opened, % doctors left for the next run', v_done, v_opening.doctors_to_go;
  end if;
  if v_opening.doctors_refused <> '{}' then
    raise warning 'Not opened: %', array_to_string(v_opening.doctors_refused, ', ');
  end if;
end
$$;

comment on procedure calendar.open_all_slots(integer) is
'Keeps active doctors'' calendars open to the booking horizon and fitted to their hours
p_doctors: how many doctors per transaction. pg_cron calls it every night; calendar.opening shows its progress.
It commits: call it outside of a transaction. If it is stopped, its committed work stays, and the next call goes on from
there.';
