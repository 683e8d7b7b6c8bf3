begin;
\ir ../names.psql
select plan(5);

select columns_are(
  'api',
  'user',
  array['id', 'email', 'name', 'phone', 'role', 'time_zone', 'created_at'],
  'an account has the members that the documentation names'
);
select hasnt_column('api', 'user', 'password_hash', 'the password is not shown, not even hashed');
select is(
  to_jsonb(u),
  '{"id": "00000000-0000-4000-8000-00000000000b", "email": "ben@example.com", "name": "Ben", "phone": null,
    "role": "USER", "time_zone": "UTC", "created_at": "2030-01-01T00:00:00+00:00"}',
  'an account shows the table''s values') from api.user u where id = :'ben';
select col_type_is('api', 'user', 'email', 'text', 'the address reads as text');
select is(
  count(*),
  (select count(*) from medbook.users where is_active),
  'every active account has one row'
) from api.user;

select * from finish();
rollback;
