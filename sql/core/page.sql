create or replace function core.page(
  p_name text,
  p_rows jsonb,
  p_limit integer,
  p_keys text[]
)
  returns jsonb
  language sql
  stable
  parallel safe
as $$
  select jsonb_build_object(
    'success', true,
    p_name, coalesce(p_rows, '[]') - p_limit,
    'next_cursor', case when jsonb_array_length(p_rows) > p_limit then (
      select translate(encode(convert_to(
               jsonb_agg(p_rows -> (p_limit - 1) -> key order by n)::text, 'UTF8'), 'base64'), E'+/=\n', '-_')
        from unnest(p_keys) with ordinality as keys (key, n)) end
  )
$$;

comment on function core.page(text, jsonb, integer, text[]) is
'One page of a list, with the cursor of the next page
p_name: the list''s name in the answer. p_rows: array of up to p_limit + 1 objects; the extra row only shows that
there is another page. p_limit: rows per page. p_keys: the members by which the list is sorted. The cursor is their
values in the page''s last row, in Base64: the next page starts after them, even if that row has changed since.';
