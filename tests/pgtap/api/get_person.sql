begin;
\ir ../names.psql
select plan(5);

update medbook.users set phone = '030 12345' where id = :'ann';
select is(
  api.get_person(:'chief', :'ann'),
  jsonb_build_object('success', true, 'user', (select to_jsonb(u) from api.user u where u.id = :'ann')),
  'a person is told as in the list, with whom to call'
);
select is(action, 'get user', 'which is recorded') from medbook.audit where subject_id = :'ann';
select is(api.get_person(:'ann', :'ben') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.get_person(:'chief', :'nobody') ->> 'error', 'USER_NOT_FOUND', 'an unknown one is not found');
select is(api.get_person(:'chief', :'gone') ->> 'error', 'USER_NOT_FOUND', 'nor one who was deactivated');

select * from finish();
rollback;
