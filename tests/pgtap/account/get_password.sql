begin;
\ir ../names.psql
select plan(6);

select results_eq(
  format('select * from account.get_password(%L)', :'ann'),
  format($$values ('ann@example.com', 'Ann', %L)$$, :'hash'),
  'an account has an address, a name and the hash of a password'
);
select is_empty(format('select * from account.get_password(%L)', :'gone'), 'an inactive account has no password');
select is_empty(format('select * from account.get_password(%L)', :'nobody'), 'an unknown account has no password');
select is_empty('select * from account.get_password(null)', 'nobody has no password');
update medbook.users set password_hash = '$argon2id$new' where id = :'ann';
select is(password_hash, '$argon2id$new', 'a change shows at once') from account.get_password(:'ann');
select lives_ok(
  format('set local role medbook_gateway; select * from account.get_password(%L); reset role', :'ann'),
  'the gateway can check a password'
);

select * from finish();
rollback;
