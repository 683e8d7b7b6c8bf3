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
'What is wrong with the size of a page; null: nothing
p_limit: rows that the caller asks for. Refuses INVALID_INPUT.';
