begin;
\ir ../names.psql
\set hash '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA'
select plan(37);

-- Refusals, none of which changes anything.
create temp table before as select * from medbook.users;
select is(account.register('no address', :'hash', 'Dan') ->> 'error', 'INVALID_INPUT', 'an e-mail address has an @');
select is(
  account.register('no address', :'hash', 'Dan') #>> '{errors,0,pointer}',
  '#/email',
  'a bad e-mail address is pointed at'
);
select is(
  account.register('@example.com', :'hash', 'Dan') ->> 'error',
  'INVALID_INPUT',
  'something stands before the @'
);
select is(account.register('dan@', :'hash', 'Dan') ->> 'error', 'INVALID_INPUT', 'something stands behind the @');
select is(account.register('dan@exa@mple.com', :'hash', 'Dan') ->> 'error', 'INVALID_INPUT', 'there is one @');
select is(
  account.register(' dan@example.com', :'hash', 'Dan') ->> 'error',
  'INVALID_INPUT',
  'an e-mail address has no space'
);
select is(
  account.register(E'dan@example.com\n', :'hash', 'Dan') ->> 'error',
  'INVALID_INPUT',
  'an e-mail address ends where its line does'
);
select is(
  account.register(E'dan@example.com\u200b', :'hash', 'Dan') ->> 'error',
  'INVALID_INPUT',
  'an e-mail address has no character that cannot be seen'
);
select is(
  account.register('dan@example.com', :'hash', E'Dan\nDoe') -> 'errors',
  '[{"pointer": "#/name", "detail": "must have no line breaks or invisible characters"}]',
  'a name has no line break'
);
select is(account.register('', :'hash', 'Dan') ->> 'error', 'INVALID_INPUT', 'an empty e-mail address is refused');
select is(account.register(null, :'hash', 'Dan') #>> '{errors,0,pointer}', '#/email', 'no e-mail address is refused');
select is(
  account.register(repeat('d', 243) || '@example.com', :'hash', 'Dan') #>> '{errors,0,pointer}',
  '#/email',
  'an e-mail address of 255 characters is too long'
);
select is(
  account.register('dan@example.com', :'hash', '') #>> '{errors,0,pointer}',
  '#/name',
  'an empty name is refused'
);
select is(account.register('dan@example.com', :'hash', null) #>> '{errors,0,pointer}', '#/name', 'no name is refused');
select is(
  account.register('dan@example.com', :'hash', repeat('n', 201)) #>> '{errors,0,pointer}',
  '#/name',
  'a name of 201 characters is too long'
);
select is(
  account.register('ann@example.com', :'hash', 'Dan'),
  '{"success": false, "error": "EMAIL_TAKEN"}',
  'a registered address is taken'
);
select is(
  account.register('ANN@Example.COM', :'hash', 'Dan') ->> 'error',
  'EMAIL_TAKEN',
  'upper and lower case do not differ'
);
select is(
  account.register('gone@example.com', :'hash', 'Dan') ->> 'error',
  'EMAIL_TAKEN',
  'the address of an inactive account is taken too'
);
select is(
  account.register('ann@example.com', :'hash', '') ->> 'error',
  'INVALID_INPUT',
  'bad input is refused before a taken address'
);
select is(
  account.register('no address', :'hash', '') #>> '{errors,0,pointer}',
  '#/email',
  'the address is checked before the name'
);
select throws_ok(
  $$select account.register('dan@example.com', 'secret', 'Dan')$$,
  '23514',
  null,
  'a password in clear text is never stored'
);
select set_eq('select * from medbook.users', 'select * from before', 'refusals change nothing');

-- The new account.
select account.register('Dan@example.com', :'hash', 'Dan') as answer \gset
select :'answer'::jsonb ->> 'created' as dan \gset
select is(:'answer'::jsonb -> 'success', 'true', 'a new address is registered');
select is(:'answer'::jsonb - 'created', api.get_user(:'dan'), 'the answer shows the account as its owner sees it');
select is(:'answer'::jsonb #>> '{user,id}', :'dan', 'the new id is announced as created');
select unalike(:'answer'::text, '%argon2id%', 'the answer does not show the hash');
select is(role, 'USER', 'a new account is a patient''s') from medbook.users where id = :'dan';
select is(email::text, 'Dan@example.com', 'the address is kept as it was typed') from medbook.users where id = :'dan';
select is(password_hash, :'hash', 'the hash is kept') from medbook.users where id = :'dan';
select is(is_active, true, 'a new account is active') from medbook.users where id = :'dan';
select is(time_zone, 'UTC', 'a new account sees times in UTC') from medbook.users where id = :'dan';
select is(
  account.register('dan@example.com', :'hash', 'Dan') ->> 'error',
  'EMAIL_TAKEN',
  'an address is registered once'
);
select is(
  account.register(repeat('d', 242) || '@example.com', :'hash', 'Dan') -> 'success',
  'true',
  'an e-mail address may have 254 characters'
);
select is(
  account.register('n@example.com', :'hash', repeat('ß', 200)) -> 'success',
  'true',
  'a name may have 200 characters, whatever their bytes'
);
select is(
  account.register('tel@example.com', :'hash', ' Tel   Phone', ' 030  12345') #>> '{user,phone}',
  '030 12345',
  'a telephone may be given'
);
select is(name, 'Tel Phone', 'a name is made tidy') from medbook.users where email = 'tel@example.com';
select is(
  account.register('tel2@example.com', :'hash', 'Tel', 'call me') #>> '{errors,0,pointer}',
  '#/phone',
  'a telephone that is none is refused'
);

select * from finish();
rollback;
