create or replace function calendar.check_hours(
  p_hours jsonb
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_wrong record;
begin
  if jsonb_typeof(p_hours) is distinct from 'array' or jsonb_array_length(p_hours) > 200 then
    return core.refuse_input('hours', 'must be a list of at most 200');
  end if;
  select n, calendar.check_hour(h.row) as found into v_wrong
    from jsonb_array_elements(p_hours) with ordinality as h (row, n)
   where calendar.check_hour(h.row) is not null
   order by n limit 1;
  if not found then
    return null;
  end if;
  return core.refuse_input('hours/' || (v_wrong.n - 1) || v_wrong.found[1], v_wrong.found[2]);
end
$$;

comment on function calendar.check_hours(jsonb) is
'null if a list of working hours is valid, else the refusal
p_hours: an array of at most 200 objects. Refuses INVALID_INPUT with a pointer to the first wrong field.';
