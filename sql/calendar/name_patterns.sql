create or replace function calendar.name_patterns(
  p_search text
)
  returns text[]
  language sql
  stable
as $$
  select core.search_patterns(array_agg(word order by n))
    from regexp_split_to_table(medbook.search_text(p_search), '[\s\u00a0\u2000-\u200a\u3000.,\u2010-\u2015-]+')
         with ordinality as part (text, n)
   cross join medbook.visible(part.text) as word
   where word !~ '^(dr|dra|doctor|prof|professor|mr|mrs|ms|miss|mx|herr|frau)$'
$$;

comment on function calendar.name_patterns(text) is
'The patterns of LIKE that medbook.search_text of a name must match, the longest first
p_search: words in any order, between which may be hyphens, dots and commas. Titles such as Dr. and Mrs are left out, as
not all names are written with them.';
