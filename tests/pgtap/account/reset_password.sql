begin;
\ir ../names.psql
select plan(12);

\set new '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA'
select account.open_session(:'ann', :'hash', sha256('here'), null, null) as opened \gset
select account.issue_reset(:'ann') ->> 'code' as old \gset
select account.issue_reset(:'ann') ->> 'code' as code \gset
select is(account.reset_password('ann@example.com', 'x', :'new') ->> 'error', 'INVALID_CREDENTIALS', 'a wrong code');
select is(
  account.reset_password('ann@example.com', :'old', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'a replaced one'
);
select is(
  account.reset_password('ben@example.com', :'code', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'somebody else''s'
);
select is(
  account.reset_password('x@example.com', :'code', :'new'),
  account.reset_password('ann@example.com', 'x', :'new'),
  'and an unknown address are refused alike'
);
savepoint issued;
select account.change_password(:'ann', gen_random_uuid(), :'hash', :'new') as changed \gset
select is(
  account.reset_password('ann@example.com', :'code', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'a code ends when the password is changed'
);
rollback to issued;
select account.set_active(:'ann', false) as deactivated, account.set_active(:'ann', true) as activated \gset
select is(
  account.reset_password('ann@example.com', :'code', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'and when the account is deactivated'
);
rollback to issued;
update test.clock set now = now + interval '30 minutes';
select is(
  account.reset_password('ann@example.com', :'code', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'a code expires'
);
rollback to issued;
select is(
  account.reset_password('ANN@example.com', upper(:'code'), :'new'),
  '{"success": true}',
  'the code sets a new password'
);
select is(password_hash, :'new', 'which is kept') from medbook.users where id = :'ann';
select is(account.rotate_session(sha256('here'), sha256('x')) ->> 'error', 'INVALID_TOKEN', 'all sessions end');
select is(
  account.reset_password('ann@example.com', :'code', :'new') ->> 'error',
  'INVALID_CREDENTIALS',
  'it works once'
);

select limits.take('{account,lockout,auth}', '192.0.2.1', null, 'ann@example.com') as taken \gset
select account.issue_reset(:'ann') ->> 'code' as code \gset
select account.reset_password('ann@example.com', :'code', :'new', '192.0.2.1') as reset \gset
select is_empty('select from medbook.rate_counter', 'failed sign-ins are forgotten');

select * from finish();
rollback;
