begin;
\ir ../names.psql
select plan(3);

select is(api.issue_password_reset(:'chief', :'ann') ->> 'success', 'true', 'a code is issued');
select is(
  count(*),
  1::bigint,
  'which is recorded'
) from medbook.audit where actor_id = :'chief' and subject_id = :'ann';
select is(api.issue_password_reset(:'ann', :'ann') ->> 'error', 'FORBIDDEN', 'for administrators only');

select * from finish();
rollback;
