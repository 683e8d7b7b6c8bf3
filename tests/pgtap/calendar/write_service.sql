begin;
\ir ../names.psql
\ir ../services.psql
select plan(7);

select s as service from medbook.services s where id = :'short' \gset
create function pg_temp.written(p_changes jsonb) returns jsonb language sql as $$
  select calendar.write_service(jsonb_populate_record(s, p_changes)) from medbook.services s
   where id = pg_temp.service_id(1)
$$;
select is(
  pg_temp.written('{"fee": 1}'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/currency",
    "detail": "must be given, because a price has both a fee and a currency"}]}',
  'a fee has a currency'
);
select is(pg_temp.written('{"currency": "EUR"}') #>> '{errors,0,pointer}', '#/fee', 'a currency has a fee');
select is(
  pg_temp.written('{"name": "first VISIT"}'),
  '{"success": false, "error": "SERVICE_NAME_TAKEN"}',
  'a name is taken whatever its case'
);
select is(s::text, :'service', 'a refusal writes nothing') from medbook.services s where id = :'short';
select is(pg_temp.written('{"name": "GONE"}') #>> '{service,name}', 'GONE', 'the name of one that is gone is free');
select pg_temp.written('{"id": "5e000000-0000-4000-8000-000000000007", "name": "New"}') as answer \gset
select is(
  :'answer'::jsonb -> 'service',
  (select to_jsonb(s) from api.service s where name = 'New'),
  'one that is not there is added'
);
select is(count(*), 5::bigint, 'beside the others') from medbook.services;

select * from finish();
rollback;
