create or replace function calendar.check_import(
  p_row jsonb,
  p_time_zones text[]
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_field text;
  v_wrong jsonb;
begin
  if jsonb_typeof(p_row) <> 'object' then
    return core.refuse_input('', 'must be an object');
  end if;
  select field into v_field from jsonb_object_keys(p_row) field
   where field not in ('name', 'specialization', 'experience_years', 'fee', 'currency', 'time_zone') limit 1;
  if found then
    return core.refuse_input(v_field, 'is not known');
  end if;
  select field into v_field
    from unnest('{name,specialization,experience_years,fee,currency,time_zone}'::text[]) with ordinality as f (field, n)
   where coalesce(p_row ->> field, '') = '' order by n limit 1;
  if found then
    return core.refuse_input(v_field, 'is required');
  elsif p_row ->> 'experience_years' !~ '^[0-9]{1,3}$' then
    return core.refuse_input('experience_years', 'must be a whole number');
  elsif p_row ->> 'fee' !~ '^[0-9]{1,9}$' then
    return core.refuse_input('fee', 'must be a whole number of minor units');
  end if;
  v_wrong := calendar.check_doctor(p_row ->> 'name', p_row ->> 'specialization',
                                   (p_row ->> 'experience_years')::integer, (p_row ->> 'fee')::integer,
                                   p_row ->> 'currency', null);
  if v_wrong is null and p_row ->> 'time_zone' <> all(p_time_zones) then
    return core.refuse_input('time_zone', 'must be an IANA name such as Europe/Berlin');
  end if;
  return v_wrong;
end
$$;

comment on function calendar.check_import(jsonb, text[]) is
'null if one doctor to import is valid, else the refusal
p_row: the doctor, as calendar.import_doctors takes it. p_time_zones: the names of all time zones, read once because
PostgreSQL takes long to list them. Refuses INVALID_INPUT.';
