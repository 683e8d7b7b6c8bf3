begin;
\ir ../names.psql
select plan(6);

create function pg_temp.patterns(p_search text) returns text[] language sql as $$
  select words || phones from account.search_patterns(p_search)
$$;

select is(pg_temp.patterns(null), '{}', 'no words have no patterns');
select is(pg_temp.patterns(' Örs  van '), array['%ors%', '%van%'], 'words lose their case and accents');
select is(
  pg_temp.patterns('5%_ 040/1, (030) 123-456'),
  array['%5\%\_%', '30123456', '401'],
  'a telephone is one, and of it only digits count'
);
select is(pg_temp.patterns('Dr. Okafor-Mensah, Amara'), array['%okafor%', '%mensah%', '%amara%'], 'names are split');
select is(pg_temp.patterns('a-b.c@x.yz'), array['%a-b.c@x.yz%'], 'e-mail addresses are not');
select is(pg_temp.patterns(', - .'), '{}', 'what has no letter and no digit is left out');

select * from finish();
rollback;
