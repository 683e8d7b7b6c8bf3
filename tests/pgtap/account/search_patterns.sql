begin;
\ir ../names.psql
select plan(3);

select is(account.search_patterns(null), '{}', 'no words have no patterns');
select is(account.search_patterns(' Örs  van '), array['%ors%', '%van%'], 'words lose their case and accents');
select is(account.search_patterns('5%_ +49-(30)'), array['%4930%', '%5\%\_%'], 'of a number only the digits count');

select * from finish();
rollback;
