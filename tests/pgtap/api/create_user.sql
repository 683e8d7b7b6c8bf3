begin;
\ir ../names.psql
select plan(5);

select api.create_user(:'chief', ' Pat  Counter ', p_phone => '030 12345') as answer \gset
select is(:'answer'::jsonb #>> '{user,name}', 'Pat Counter', 'a patient needs a name only');
select is(:'answer'::jsonb #> '{user,email}', 'null', 'and may have no address');
select is(
  subject_id::text,
  :'answer'::jsonb ->> 'created',
  'it is recorded'
) from medbook.audit where action = 'create user';
select is(api.create_user(:'ann', 'X') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.create_user(:'chief', 'X', 'ANN@example.com') ->> 'error', 'EMAIL_TAKEN', 'addresses are unique');

select * from finish();
rollback;
