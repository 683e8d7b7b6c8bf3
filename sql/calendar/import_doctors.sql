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
  v_now timestamptz := core.now();
  v_time_zones text[] := array(select zone from core.time_zones() zone);
  v_errors jsonb;
  v_count integer;
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
  insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone, updated_at)
  select calendar.new_doctor_id(), medbook.tidy(row ->> 'name'), calendar.spelling_of(
           first_value(row ->> 'specialization') over (
             partition by medbook.comparable(row ->> 'specialization') order by n), null),
         (row ->> 'experience_years')::integer, (row ->> 'fee')::integer, row ->> 'currency', row ->> 'time_zone', v_now
    from jsonb_array_elements(p_doctors) with ordinality as d (row, n);
  get diagnostics v_count = row_count;
  perform core.record('import doctors', null, null);
  return jsonb_build_object('success', true, 'imported', v_count);
end
$$;

comment on function calendar.import_doctors(jsonb) is
'Adds doctors, all of them or none; for DBAs
p_doctors: array of objects with name, specialization, experience_years, fee, currency and time_zone; numbers may be
text. Refuses INVALID_INPUT with lines: the number of each invalid line, and what is wrong with it.';
