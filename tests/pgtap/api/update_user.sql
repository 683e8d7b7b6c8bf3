begin;
\ir ../names.psql
select plan(4);

select is(
  api.update_user(:'chief', :'ann', p_email => 'new@example.com') #>> '{user,email}',
  'new@example.com',
  'an address can be changed'
);
select is(action, 'update user''s e-mail', 'which is recorded') from medbook.audit where subject_id = :'ann';
select is(api.update_user(:'ann', :'ann', 'X') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.update_user(:'chief', :'nobody', 'X') ->> 'error', 'USER_NOT_FOUND', 'an unknown person is not found');

select * from finish();
rollback;
