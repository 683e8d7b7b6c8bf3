create or replace function calendar.is_whole_number(
  p_value jsonb,
  p_least integer,
  p_most integer
)
  returns boolean
  language sql
  stable
as $$
  select jsonb_typeof(p_value) = 'number' and p_value::text ~ '^[0-9]{1,5}$'
     and case when p_value::text ~ '^[0-9]{1,5}$' then p_value::text::integer between p_least and p_most end
$$;

comment on function calendar.is_whole_number(jsonb, integer, integer) is
'Whether a JSON value is a whole number from p_least to p_most; null for null';
