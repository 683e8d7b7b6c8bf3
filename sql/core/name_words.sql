create or replace function core.name_words(
  p_text text
)
  returns text[]
  language sql
  stable
as $$
  select array_agg(word order by n)
    from regexp_split_to_table(medbook.search_text(p_text), '[\s\u00a0\u2000-\u200a\u3000.,\u2010-\u2015-]+')
         with ordinality as part (text, n)
   cross join medbook.visible(part.text) as word
   where word !~ '^(dr|dra|doctor|prof|professor|mr|mrs|ms|miss|mx|herr|frau)$'
$$;

comment on function core.name_words(text) is
'The words of a name, as medbook.search_text writes them, without titles; null for null
p_text: words between which may be spaces, hyphens, dots and commas. Titles such as Dr. and Mrs are left out, as not all
names are written with them. A word may be empty.';
