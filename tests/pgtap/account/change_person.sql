begin;
\ir ../names.psql
select plan(7);

select is(
  account.change_person(:'ann', ' Ann   Lee ', null, ' +49 30  123 ') #>> '{user,name}',
  'Ann Lee',
  'a name is made tidy'
);
select is(phone, '+49 30 123', 'and so is a telephone') from medbook.users where id = :'ann';
select is(account.change_person(:'ann', null, null, null) #>> '{user,phone}', '+49 30 123', 'null stays as it is');
select is(account.change_person(:'ann', null, null, '') #> '{user,phone}', 'null', 'an empty telephone is none');
select is(
  account.change_person(:'ann', null, 'BEN@example.com', null) ->> 'error',
  'EMAIL_TAKEN',
  'addresses are unique'
);
select is(account.change_person(:'gone', 'X', null, null) ->> 'error', 'USER_NOT_FOUND', 'an account must be active');
select is(account.change_person(:'ann', '', null, null) #>> '{errors,0,pointer}', '#/name', 'a name is not blank');

select * from finish();
rollback;
