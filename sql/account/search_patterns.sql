create or replace function account.search_patterns(
  p_search text
)
  returns text[]
  language sql
  stable
as $$
  select core.search_patterns(array_agg(
           case when word ~ '^[-0-9+()./]*[0-9][-0-9+()./]*$' then regexp_replace(word, '[^0-9]', '', 'g')
                else word end order by n))
    from regexp_split_to_table(medbook.search_text(medbook.tidy(p_search)), '\s+') with ordinality as words (word, n)
$$;

comment on function account.search_patterns(text) is
'The patterns of LIKE that medbook.person_text must match, the longest first
p_search: words. Of a number only the digits count, as it may be a telephone''s.';
