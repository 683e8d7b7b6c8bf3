begin;
\ir ../names.psql
select plan(8);

select is(calendar.name_patterns(null), '{}', 'no search has no patterns');
select is(calendar.name_patterns(e' \t\u00a0.,-\u200b'), '{}', 'nor has a blank one');
select is(calendar.name_patterns('Å  Okafor amara'), '{%okafor%,%amara%,%a%}', 'each word has one, the longest first');
select is(calendar.name_patterns('100%_\x'), array['%100\%\_\\x%'], 'what is special in patterns stands for itself');
select is(
  calendar.name_patterns('Prof. Dr. Mrs OKAFOR,Amara'),
  '{%okafor%,%amara%}',
  'titles and what stands between words are left out'
);
select is(
  calendar.name_patterns('Drew Mistry Profumo'),
  '{%profumo%,%mistry%,%drew%}',
  'names that begin as titles stay'
);
select is(
  array(select distinct calendar.name_patterns(text) from unnest(array[
    'O''Neill', e'O\u2019Neill', e'o\u02bcneill', 'ONEILL', e'O\u2018Ne\u0301ill']) text),
  array['{%oneill%}'::text[]],
  'no form of an apostrophe matters'
);
select is(calendar.name_patterns(e'Al-Sayed al\u2011sayed'), '{%sayed%,%sayed%,%al%,%al%}', 'nor does a hyphen');

select * from finish();
rollback;
