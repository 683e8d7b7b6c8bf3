create or replace function core.is_etag_match(
  p_if_match text,
  p_answer jsonb
)
  returns boolean
  language sql
  stable
as $$
  select p_if_match is null or p_if_match = '*'
      or '"' || md5(p_answer::text || E'\n') || '"' = any(regexp_split_to_array(p_if_match, '^W/|\s*,\s*(W/)?'))
$$;

comment on function core.is_etag_match(text, jsonb) is
'Whether the header If-Match matches the current answer
p_if_match: a list of ETags, or *; null: no condition. A proxy that compresses an answer puts W/ before its ETag: that
is the same tag. p_answer: what a GET answers now; its ETag is the MD5 of its bytes, which end with a newline.';
