create or replace function core.is_list_of(
  p_value jsonb,
  p_type text,
  p_pattern text,
  p_most integer
)
  returns boolean
  language plpgsql
  immutable
as $$
begin
  if jsonb_typeof(p_value) is distinct from 'array' or jsonb_array_length(p_value) not between 1 and p_most then
    return false;
  end if;
  return not exists (
    select from jsonb_array_elements(p_value) e
     where jsonb_typeof(e.value) <> p_type or e.value #>> '{}' !~ p_pattern);
end
$$;

comment on function core.is_list_of(jsonb, text, text, integer) is
'Whether a JSON value is a list of 1 to p_most values of this type that look like this
p_type: as jsonb_typeof names it. p_pattern: a regular expression.';
