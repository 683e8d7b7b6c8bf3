create or replace function calendar.check_import(
  p_row jsonb,
  p_time_zones text[]
)
  returns jsonb
  language plpgsql
  stable
  -- Else PostgreSQL would plan the statement with an array for every row.
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_fields constant text[] := '{name,specialization,experience_years,fee,currency,time_zone,reference}'::text[];
begin
  if jsonb_typeof(p_row) <> 'object' then
    return core.refuse_input('', 'must be an object');
  end if;
  return (
    with given as (
      select n, field, p_row ->> field as value, case
               when field = 'reference' then calendar.text_fault(nullif(p_row ->> field, ''), 100)
               when coalesce(p_row ->> field, '') = '' then 'is required'
               when field = 'experience_years' and p_row ->> field !~ '^[0-9]{1,3}$' then 'must be a whole number'
               when field = 'fee' and p_row ->> field !~ '^[0-9]{1,9}$' then 'must be a whole number of minor units'
               when field = 'time_zone' and p_row ->> field <> all(p_time_zones) then
                 'must be an IANA name such as Europe/Berlin' end as detail
        from unnest(v_fields) with ordinality as f (field, n)),
    readable (doctor) as (
      select jsonb_object_agg(field, value) filter (where detail is null) from given),
    wrong as (
      select n, '#/' || field as pointer, detail from given where detail is not null
      union all
      select array_position(v_fields, substr(e ->> 'pointer', 3)), e ->> 'pointer', e ->> 'detail'
        from readable, jsonb_array_elements(calendar.check_doctor(
               doctor ->> 'name', doctor ->> 'specialization', (doctor ->> 'experience_years')::integer,
               (doctor ->> 'fee')::integer, doctor ->> 'currency', null) -> 'errors') e
      union all
      select 8, '#/' || field, 'is not known' from jsonb_object_keys(p_row) field where field <> all(v_fields))
    select core.refuse('INVALID_INPUT', jsonb_build_object('errors', jsonb_agg(
             jsonb_build_object('pointer', pointer, 'detail', detail) order by n, pointer)))
      from wrong having count(*) > 0);
end
$$;

comment on function calendar.check_import(jsonb, text[]) is
'null if one doctor to import is valid, else the refusal, with an error for each wrong field
p_row: the doctor, as calendar.import_doctors takes it. p_time_zones: the names of all time zones, read once because
PostgreSQL takes long to list them. Refuses INVALID_INPUT.';
