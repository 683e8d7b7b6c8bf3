begin;
\ir ../names.psql
select plan(4);

select account.insert_person(E'  Dan \t Doe ', 'dan@example.com', ' 030 1234 ', null, null) as answer \gset
select results_eq(
  format('select name, phone, time_zone, password_hash, role from medbook.users where id = %L',
    :'answer'::jsonb ->> 'created'),
  $$values ('Dan Doe', '030 1234', 'UTC', null::text, 'USER'::medbook.role)$$,
  'a person is written with tidy data, and without a password'
);
select is(:'answer'::jsonb #>> '{user,name}', 'Dan Doe', 'and is the answer');
select is(
  account.insert_person('Dan', 'DAN@example.com', null, null, null),
  '{"success": false, "error": "EMAIL_TAKEN"}',
  'nobody has somebody else''s e-mail address'
);
select is(
  account.insert_person(null, 'eve@example.com', null, null, null) #>> '{errors,0,pointer}',
  '#/name',
  'nobody is without a name'
);

select * from finish();
rollback;
