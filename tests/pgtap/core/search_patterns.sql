begin;
select plan(5);

select is(
  core.search_patterns(array['a', 'okafor', 'amara', 'b']),
  array['%okafor%', '%amara%', '%a%', '%b%'],
  'the longest word comes first, and words of one length in their order'
);
select is(
  core.search_patterns(array['50%', 'a_b', 'c\d']),
  array['%50\%%', '%a\_b%', '%c\\d%'],
  'what LIKE would read otherwise is itself'
);
select is(core.search_patterns(words), '{}', 'without words there are no patterns: ' || coalesce(words::text, 'null'))
  from (values (null::text[]), ('{}'), ('{""}')) as given (words);

select * from finish();
rollback;
