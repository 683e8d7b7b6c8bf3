begin;
\ir ../names.psql
select plan(3);

select is(
  account.answer_user(:'ann') -> 'user',
  (select to_jsonb(u) from api.user u where u.id = :'ann'),
  'an account is shown as api.user has it');
select is(account.answer_user(:'gone'), core.refuse('FORBIDDEN'), 'one that was deactivated is not shown');
select is(account.answer_user(:'nobody'), core.refuse('FORBIDDEN'), 'nor is one that does not exist');

select * from finish();
rollback;
