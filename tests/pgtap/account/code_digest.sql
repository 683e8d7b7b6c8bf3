begin;
\ir ../names.psql
select plan(1);

select is(
  account.code_digest('AbCd-12 34'),
  sha256('abcd1234'),
  'hyphens, spaces and case do not matter'
);

select * from finish();
rollback;
