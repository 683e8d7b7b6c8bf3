begin;
\ir ../names.psql
select plan(7);

select is(user_id, :'ann'::uuid, 'an account is found by its address') from account.get_credentials('ann@example.com');
select matches(
  password_hash,
  '^\$argon2id\$',
  'the hash comes with it'
) from account.get_credentials('ann@example.com');
select is(user_id, :'ann'::uuid, 'upper and lower case do not differ') from account.get_credentials('ANN@example.Com');
select is_empty(
  $$select * from account.get_credentials('nobody@example.com')$$,
  'an unknown address has no credentials'
);
select is_empty(
  $$select * from account.get_credentials('gone@example.com')$$,
  'an inactive account has no credentials'
);
select is_empty($$select * from account.get_credentials(null)$$, 'no address has no credentials');
select is_empty($$select * from account.get_credentials('%')$$, 'the address is no pattern');

select * from finish();
rollback;
