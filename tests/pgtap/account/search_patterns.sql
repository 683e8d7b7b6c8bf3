begin;
\ir ../names.psql
select plan(6);

select is(account.search_patterns(null), '{}', 'no words have no patterns');
select is(account.search_patterns(' Örs  van '), array['ors', 'van'], 'words lose their case and accents');
select is(
  account.search_patterns('5%_ (030) 123-456'),
  array['30123456', '5%_'],
  'a telephone is one, and of it only digits count'
);
select is(account.search_patterns('Dr. Okafor-Mensah, Amara'), array['okafor', 'mensah', 'amara'], 'names are split');
select is(account.search_patterns('a-b.c@x.yz'), array['a-b\.c@x\.yz'], 'e-mail addresses are not');
select is(account.search_patterns(', - .'), '{}', 'what has no letter and no digit is left out');

select * from finish();
rollback;
