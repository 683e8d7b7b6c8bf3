begin;
\ir ../names.psql
select plan(6);

insert into medbook.users (id, name) values (:'nobody', 'Counter');
select account.issue_reset(:'ann') as answer \gset
select matches(:'answer'::jsonb ->> 'code', '^([0-9a-f]{4}-){4}[0-9a-f]{4}$', 'a code is answered');
select is(
  code_hash,
  account.code_digest(:'answer'::jsonb ->> 'code'),
  'only its hash is stored'
) from medbook.password_resets where user_id = :'ann';
select is(
  expires_at,
  '2030-01-07 08:30Z',
  'it lives for 30 minutes'
) from medbook.password_resets where user_id = :'ann';
select isnt(account.issue_reset(:'ann') ->> 'code', :'answer'::jsonb ->> 'code', 'a new code replaces it');
select is(account.issue_reset(:'gone') ->> 'error', 'USER_NOT_FOUND', 'an account must be active');
select is(account.issue_reset(:'nobody') #>> '{errors,0,pointer}', '#/email', 'and have an e-mail address');

select * from finish();
rollback;
