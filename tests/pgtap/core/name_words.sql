begin;
\ir ../names.psql
select plan(7);

select is(core.name_words(null), null, 'nothing has no words');
select is(core.name_words(e' \t\u00a0.,-\u200b'), '{"",""}', 'what is blank has empty ones');
select is(core.name_words('Å  Okafor amara'), '{a,okafor,amara}', 'they are in lower case and without accents');
select is(
  core.name_words('Prof. Dr. Mrs OKAFOR,Amara'),
  '{okafor,amara}',
  'titles and what stands between words are left out'
);
select is(core.name_words('Drew Mistry Profumo'), '{drew,mistry,profumo}', 'names that begin as titles stay');
select is(
  array(select distinct core.name_words(text) from unnest(array[
    'O''Neill', e'O\u2019Neill', e'o\u02bcneill', 'ONEILL', e'O\u2018Ne\u0301ill']) text),
  array['{oneill}'::text[]],
  'no form of an apostrophe matters'
);
select is(core.name_words(e'Al-Sayed al\u2011sayed'), '{al,sayed,al,sayed}', 'nor does a hyphen');

select * from finish();
rollback;
