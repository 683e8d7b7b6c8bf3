create or replace function account.search_patterns(
  p_search text,
  out words text[],
  out phones text[]
)
  language sql
  stable
as $$
  select core.search_patterns(array_agg(word order by n, nth) filter (where word is not null)),
         coalesce(array_agg(phone order by length(phone) desc) filter (where phone is not null), '{}')
    -- A telephone, spaces included, or else whatever stands between spaces and commas.
    from regexp_matches(medbook.tidy(p_search), '[+(]*[0-9][-0-9()./ ]*(?=$|[, ])|[^, ]+', 'g')
         with ordinality as part (texts, n)
   cross join lateral (select texts[1] ~ '^[-+()./ 0-9]*[0-9][-+()./ 0-9]*$' as is_phone) as kind
    left join lateral unnest(case
           when texts[1] ~ '@' then array[medbook.search_text(texts[1])]
           else core.name_words(texts[1]) end) with ordinality as name (word, nth) on not is_phone
   cross join lateral (select case when is_phone then account.phone_pattern(texts[1]) end as phone) as digits
$$;

comment on function account.search_patterns(text) is
'What medbook.person_text must match: words by LIKE, and telephones as regular expressions, the longest first
p_search: words of a name, e-mail addresses, telephones as account.phone_pattern takes them.';
