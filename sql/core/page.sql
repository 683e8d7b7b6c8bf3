create or replace function core.page(
  p_name text,
  p_rows jsonb,
  p_limit integer
)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_build_object(
    'success', true,
    p_name, coalesce(p_rows, '[]') - p_limit,
    'next_cursor', case when jsonb_array_length(p_rows) > p_limit then p_rows -> (p_limit - 1) -> 'id' end
  )
$$;

comment on function core.page(text, jsonb, integer) is
'One page of a list, with the cursor of the next page
p_name: the list''s name in the answer. p_rows: array of up to p_limit + 1 objects; the extra row only shows that
there is another page. p_limit: rows per page. The cursor is the id of the page''s last row; the next page starts
after it.';
