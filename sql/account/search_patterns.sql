create or replace function account.search_patterns(
  p_search text
)
  returns text[]
  language sql
  stable
as $$
  select coalesce(array_agg(pattern order by length(pattern) desc, n), '{}')
    -- A telephone, spaces included, or else whatever stands between spaces and commas.
    from regexp_matches(medbook.tidy(p_search), '[+(]*[0-9][-0-9()./ ]*(?=$|[, ])|[^, ]+', 'g')
         with ordinality as part (texts, n)
   cross join lateral unnest(case
           when texts[1] ~ '^[-+()./ 0-9]*[0-9][-+()./ 0-9]*$' then array[account.phone_pattern(texts[1])]
           when texts[1] ~ '@' then core.search_patterns(array[medbook.search_text(texts[1])])
           else core.search_patterns(core.name_words(texts[1])) end) as pattern
$$;

comment on function account.search_patterns(text) is
'The regular expressions that medbook.person_text must match, the longest first
p_search: words of a name, e-mail addresses, telephones as account.phone_pattern takes them.';
