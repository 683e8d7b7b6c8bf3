begin;
select plan(6);

select is(
  core.search_patterns(array['a', 'okafor', 'amara', 'b']),
  array['okafor', 'amara', 'a', 'b'],
  'the longest word comes first, and words of one length in their order'
);
select ok(
  word ~ all (core.search_patterns(array[word])) and 'axb' !~ all (core.search_patterns(array[word])),
  'what a regular expression would read otherwise is itself: ' || word
)
  from unnest('{a.b,"a{1}[x]|^(b)$"}'::text[]) as word;
select is(core.search_patterns(words), '{}', 'without words there are no patterns: ' || coalesce(words::text, 'null'))
  from (values (null::text[]), ('{}'), ('{""}')) as given (words);

select * from finish();
rollback;
