create or replace function core.search_patterns(
  p_words text[]
)
  returns text[]
  language sql
  stable
as $$
  select coalesce(array_agg('%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' order by length(word) desc, n),
                  '{}')
    from unnest(p_words) with ordinality as words (word, n)
   where word <> ''
$$;

comment on function core.search_patterns(text[]) is
'The patterns of LIKE that find these words anywhere in a text, the longest first
p_words: as medbook.search_text makes them; empty ones do not count.';
