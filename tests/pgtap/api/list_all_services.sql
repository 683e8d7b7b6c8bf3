begin;
\ir ../names.psql
\ir ../services.psql
select plan(4);

select is(api.list_all_services(:'ann'), '{"success": false, "error": "FORBIDDEN"}', 'patients list the others');
select is(
  jsonb_path_query_array(api.list_all_services(:'chief'), '$.services[*].name'),
  '["First visit", "Follow-up", "Gone", "Vaccination"]',
  'administrators see also those that cannot be booked'
);
select is(
  api.list_all_services(:'chief') #> '{services,2}',
  (select to_jsonb(s) from api.service s where id = :'old'),
  'each is shown as it is'
);
delete from medbook.services;
select is(
  api.list_all_services(:'chief'),
  '{"success": true, "services": []}',
  'without any the list is empty, not null'
);

select * from finish();
rollback;
