create or replace function calendar.import_doctors(
  p_doctors jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
declare
  v_time_zones text[] := array(select zone from core.time_zones() zone);
  v_errors jsonb;
  v_done jsonb;
begin
  if jsonb_typeof(p_doctors) is distinct from 'array' then
    return core.refuse_input('', 'must be an array');
  end if;
  select jsonb_agg(jsonb_build_object('line', n, 'errors', checked.answer -> 'errors') order by n) into v_errors
    from jsonb_array_elements(p_doctors) with ordinality as d (row, n)
   cross join calendar.check_import(d.row, v_time_zones) as checked (answer)
   where checked.answer is not null;
  if v_errors is not null then
    return core.refuse('INVALID_INPUT', jsonb_build_object('lines', v_errors));
  end if;
  -- Imports wait for each other, so that two of one file add nobody twice; nothing else waits for them.
  perform from medbook.settings for no key update;
  -- Lock all at once, by id: a time off of the whole clinic would else deadlock.
  perform from medbook.doctors
    where id in (select unnest(doctor_ids) from calendar.match_import(p_doctors)) order by id for no key update;
  v_errors := calendar.check_matches(p_doctors);
  if v_errors is not null then
    return core.refuse('INVALID_INPUT', jsonb_build_object('lines', v_errors));
  end if;
  select jsonb_build_object('added', count(*) filter (where done = 'added'), 'changed', count(*) filter (
           where done = 'changed'), 'unchanged', count(*) filter (where done = 'unchanged')) into v_done
    from (select calendar.write_imported(doctor, doctor_ids[1], core.now()) as done
            from (select * from calendar.match_import(p_doctors) order by doctor_ids[1], line) m) as written;
  perform core.record('import doctors', null, null);
  return jsonb_build_object('success', true) || v_done;
end
$$;

comment on function calendar.import_doctors(jsonb) is
'Adds doctors and changes those who are there, all of them or none; for DBAs
p_doctors: array of objects with name, specialization, experience_years, fee, currency, time_zone and, if wanted,
reference: the clinic''s own name for the doctor, which recognises the doctor at the next import. Without it, name and
specialization do. Numbers may be text. Answers how many were added, changed and unchanged. Refuses INVALID_INPUT with
lines: the number of each invalid line, and what is wrong with it.';
