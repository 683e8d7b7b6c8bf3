create or replace function account.search_patterns(
  p_search text
)
  returns text[]
  language sql
  stable
as $$
  select coalesce(array_agg('%' || regexp_replace(term, '([\\%_])', '\\\1', 'g') || '%'
                            order by length(term) desc), '{}')
    from regexp_split_to_table(medbook.search_text(medbook.tidy(p_search)), '\s+') as word
   cross join lateral (
     select case when word ~ '^[-0-9+()./]*[0-9][-0-9+()./]*$' then regexp_replace(word, '[^0-9]', '', 'g')
                 else word end as term) as compared
   where term <> ''
$$;

comment on function account.search_patterns(text) is
'The patterns of LIKE that medbook.person_text must match, the longest first
p_search: words. Of a number only the digits count, as it may be a telephone''s.';
