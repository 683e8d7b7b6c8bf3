begin;
\ir ../names.psql
select plan(5);

select is(
  account.update_me(:'ann', p_phone => '030 12345', p_time_zone => 'Europe/Berlin') #>> '{user,phone}',
  '030 12345',
  'one''s own telephone needs no password'
);
select is(
  account.update_me(:'ann', p_email => 'new@example.com') ->> 'error',
  'INVALID_CREDENTIALS',
  'a new address needs the password'
);
select is(
  account.update_me(:'ann', '$argon2id$another', p_email => 'new@example.com') ->> 'error',
  'INVALID_CREDENTIALS',
  'which is the current one'
);
select is(
  account.update_me(:'ann', :'hash', p_email => 'new@example.com') #>> '{user,email}',
  'new@example.com',
  'with it the address is changed'
);
select is(account.update_me(:'gone', p_name => 'X') ->> 'error', 'INVALID_CREDENTIALS', 'an account must be active');

select * from finish();
rollback;
