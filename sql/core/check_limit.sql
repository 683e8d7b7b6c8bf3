create or replace function core.check_limit(
  p_limit integer,
  p_most integer default 100
)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select case when (p_limit between 1 and p_most) is not true then
    core.refuse_input('limit', 'must be from 1 to ' || p_most) end
$$;

comment on function core.check_limit(integer, integer) is
'null if this page size is allowed, else the refusal
p_limit: rows that the caller asks for. p_most: the largest size allowed. Refuses INVALID_INPUT.';
