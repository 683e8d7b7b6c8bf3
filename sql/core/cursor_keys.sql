create or replace function core.cursor_keys(
  p_cursor text
)
  returns text[]
  language sql
  immutable
  parallel safe
as $$
  select array_agg(key order by n)
    from jsonb_array_elements_text(convert_from(decode(
           translate(p_cursor, '-_', '+/') || repeat('=', -length(p_cursor) & 3), 'base64'), 'UTF8')::jsonb)
         with ordinality as keys (key, n)
$$;

comment on function core.cursor_keys(text) is
'The sort key of the row after which a page begins; null for null
p_cursor: core.is_cursor has accepted it.';
