begin;
\ir ../names.psql
\ir ../services.psql
select plan(3);

create function pg_temp.names() returns jsonb language sql as $$
  select jsonb_path_query_array(api.list_services(), '$.services[*].name')
$$;
select is(
  pg_temp.names(),
  '["First visit", "Follow-up", "Vaccination"]',
  'those that can be booked are listed, by name'
);
select is(
  api.list_services() #> '{services,0}',
  (select to_jsonb(s) from api.service s where id = :'long'),
  'each is shown as it is'
);
delete from medbook.services;
select is(api.list_services(), '{"success": true, "services": []}', 'without any the list is empty, not null');

select * from finish();
rollback;
