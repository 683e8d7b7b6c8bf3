begin;
\ir ../names.psql
\ir ../calendar.psql
\ir ../services.psql
select plan(19);

create function pg_temp.update(p_user_id uuid, p_changes jsonb, p_number integer default 1) returns jsonb
  language sql as $$
  select api.update_service(p_user_id, pg_temp.service_id(p_number), s ->> 'name', (s ->> 'minutes')::integer,
    s ->> 'description', (s ->> 'fee')::integer, s ->> 'currency', (s ->> 'bookable_by')::medbook.service_access,
    (s ->> 'is_active')::boolean)
    from (select p_changes) as service (s)
$$;
select s::text as before from medbook.services s where id = :'short' \gset

-- Refusals in their order, none of which changes anything.
select is(pg_temp.update(:'ann', '{}'), '{"success": false, "error": "FORBIDDEN"}', 'patients change none');
select is(pg_temp.update(null, '{"name": ""}') ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(
  pg_temp.audited(),
  '{Ann: update service: FORBIDDEN,DBA: update service: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  pg_temp.update(:'chief', '{"minutes": 0}', 99) #>> '{errors,0,pointer}',
  '#/minutes',
  'what is wrong comes before what is not there'
);
select is(
  pg_temp.update(:'chief', '{}', 99),
  '{"success": false, "error": "SERVICE_NOT_FOUND"}',
  'an unknown one is not found'
);
select is(pg_temp.update(:'chief', '{"fee": 5}') #>> '{errors,0,pointer}', '#/currency', 'a fee has a currency');
select is(
  pg_temp.update(:'chief', '{"name": "first visit"}'),
  '{"success": false, "error": "SERVICE_NAME_TAKEN"}',
  'no two have one name'
);
select is(
  pg_temp.update(:'chief', '{"name": "first visit", "is_active": true}', 9) ->> 'error',
  'SERVICE_NAME_TAKEN',
  'also when one comes back'
);
select is(s::text, :'before', 'refusals change nothing') from medbook.services s where id = :'short';
select is(cardinality(pg_temp.audited()), 2, 'those of administrators are not recorded');

-- Changes.
update test.clock set now = '2030-01-07 09:00Z';
select is(
  pg_temp.update(:'chief', '{}'),
  jsonb_build_object('success', true, 'service', (select to_jsonb(s) from api.service s where id = :'short')),
  'what is not given stays'
);
select is(updated_at, '2030-01-07 09:00Z', 'it was changed now') from medbook.services where id = :'short';
select is((pg_temp.audited())[3:], '{Chief: update service}', 'it is recorded');
select is(
  (pg_temp.update(:'chief', '{"name": "Check  up", "minutes": 15, "description": "Short", "fee": 500,
    "currency": "EUR", "bookable_by": "ADMINISTRATORS", "is_active": false}') -> 'service') - 'id',
  '{"name": "Check up", "minutes": 15, "description": "Short", "fee": 500, "currency": "EUR",
    "bookable_by": "ADMINISTRATORS", "is_active": false}',
  'everything can be changed'
);
select is(pg_temp.update(:'chief', '{"fee": 0}') #> '{service,currency}', '"EUR"', 'a fee keeps its currency');
select is(
  pg_temp.update(:'chief', '{"currency": "", "description": ""}') -> 'service' ->> 'fee',
  null,
  'without a currency the price is each doctor''s own'
);
select is(
  (select description is null and currency is null and fee is null from medbook.services where id = :'short'),
  true,
  'and what is empty is none'
);
select is(pg_temp.update(:'chief', '{"is_active": true}') #> '{service,is_active}', 'true', 'it can come back');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
