begin;
\ir ../names.psql
\ir ../calendar.psql
\ir ../services.psql
select plan(18);

-- A valid kind of visit except for the given changes.
create function pg_temp.create(p_user_id uuid, p_changes jsonb default '{}') returns jsonb language sql as $$
  select api.create_service(p_user_id, s ->> 'name', (s ->> 'minutes')::integer, s ->> 'description',
    (s ->> 'fee')::integer, s ->> 'currency', (s ->> 'bookable_by')::medbook.service_access)
    from (select '{"name": "Video", "minutes": 20}'::jsonb || p_changes) as service (s)
$$;

-- Refusals in their order, none of which changes anything.
select is(pg_temp.create(:'ann'), '{"success": false, "error": "FORBIDDEN"}', 'patients make none');
select is(pg_temp.create(:'gone', '{"name": ""}') ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(
  pg_temp.audited(),
  '{Ann: create service: FORBIDDEN,Gone: create service: FORBIDDEN}',
  'the attempt is recorded'
);
select is(pg_temp.create(:'chief', '{"name": ""}') #>> '{errors,0,pointer}', '#/name', 'it has a name');
select is(pg_temp.create(:'chief', '{"fee": 5}') #>> '{errors,0,pointer}', '#/currency', 'a fee has a currency');
select is(
  pg_temp.create(:'chief', '{"name": "follow-UP"}'),
  '{"success": false, "error": "SERVICE_NAME_TAKEN"}',
  'no two have one name'
);
select throws_ok(
  $$select pg_temp.create(test.chief(), '{"minutes": null}')$$,
  '23502',
  null,
  'the table refuses a null length'
);
select throws_ok(
  $$select pg_temp.create(test.chief(), '{"name": null}')$$,
  '23502',
  null,
  'and a null name, as that of a doctor'
);
select is(count(*), 4::bigint, 'refusals change nothing') from medbook.services;
select is(cardinality(pg_temp.audited()), 2, 'those of administrators are not recorded');

-- A kind of visit.
select pg_temp.create(:'chief', '{"name": " Video  call ", "description": "By\nvideo", "fee": 0, "currency": "EUR",
  "bookable_by": "KNOWN_PATIENTS"}') as answer \gset
select is(
  (:'answer'::jsonb -> 'service') - 'id',
  '{"name": "Video call", "description": "By\nvideo", "minutes": 20, "fee": 0, "currency": "EUR",
    "bookable_by": "KNOWN_PATIENTS", "is_active": true}',
  'it has the given values, and a tidy name'
);
select is(:'answer'::jsonb ->> 'created', :'answer'::jsonb #>> '{service,id}', 'created is its id');
select is(updated_at, '2030-01-07 08:00Z', 'it is of now') from medbook.services where name = 'Video call';
select is((pg_temp.audited())[3:], '{Chief: create service}', 'it is recorded');
select is(
  (pg_temp.create(:'chief', '{"description": "", "currency": ""}') -> 'service') - 'id',
  '{"name": "Video", "description": null, "minutes": 20, "fee": null, "currency": null, "bookable_by": "EVERYBODY",
    "is_active": true}',
  'what is empty is none; everybody may book it'
);
select is(
  pg_temp.create(:'chief', '{"name": "gone"}') #> '{service,is_active}',
  'true',
  'the name of one that cannot be booked any more is free'
);
select is(
  api.create_service(:'chief', 'Plain', 5) #> '{service,bookable_by}',
  '"EVERYBODY"',
  'a name and a length are enough'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
