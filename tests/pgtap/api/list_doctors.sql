begin;
\ir ../names.psql
\ir ../pages.psql
\ir ../services.psql
select plan(46);

select is(api.list_doctors(p_limit => 0) ->> 'error', 'INVALID_INPUT', 'a limit of 0 is refused');
select is(api.list_doctors(p_limit => 101) ->> 'error', 'INVALID_INPUT', 'a limit of 101 is refused');
select is(api.list_doctors(p_limit => null) ->> 'error', 'INVALID_INPUT', 'no limit is refused');
select is(api.list_doctors(p_limit => 0) #>> '{errors,0,pointer}', '#/limit', 'a bad limit is pointed at');
select is(api.list_doctors(p_limit => 1) -> 'success', 'true', 'a limit of 1 is allowed');
select is(api.list_doctors(p_limit => 100) -> 'success', 'true', 'a limit of 100 is allowed');
select is(api.list_doctors(p_cursor => :'no_doctor') ->> 'error', 'INVALID_INPUT', 'an unknown cursor is refused');
select is(
  api.list_doctors(p_cursor => :'no_doctor') #>> '{errors,0,pointer}',
  '#/cursor',
  'a bad cursor is pointed at'
);
select is(
  api.list_doctors(p_limit => 0, p_cursor => :'no_doctor') #>> '{errors,0,pointer}',
  '#/limit',
  'the limit is checked before the cursor'
);

select is(pg_temp.ids(api.list_doctors()), array[:'dora', :'eve']::uuid[], 'active doctors are listed by name');
select is(api.list_doctors() -> 'next_cursor', 'null', 'a list that fits is the last page');
select is(
  api.list_doctors() #> '{doctors,0}',
  (api.get_doctor(:'dora') -> 'doctor') || '{"next_available_at": "2030-01-08T09:00:00+00:00"}',
  'each is shown as get_doctor shows it, and when the doctor is free'
);

-- By specialization and name.
select is(
  pg_temp.ids(api.list_doctors('Neurology')),
  array[:'eve']::uuid[],
  'only active doctors of the field are listed'
);
select is(
  api.list_doctors('Alchemy'),
  '{"success": true, "doctors": [], "next_cursor": null}',
  'a field without doctors has an empty list'
);
select is(
  pg_temp.ids(api.list_doctors(' neuroLOGY ')),
  array[:'eve']::uuid[],
  'a field is found whatever its case and spaces'
);
select is(
  pg_temp.ids(api.list_doctors(p_search => 'DAY')),
  array[:'dora']::uuid[],
  'a name is found whatever the case'
);
select is(pg_temp.ids(api.list_doctors(p_search => 'ora d')), array[:'dora']::uuid[], 'any part of a name is found');
select is(
  array(select pg_temp.ids(api.list_doctors(p_search => search)) from unnest(array[
    'day dora', 'Dr Dora', 'Dr. Day', 'Mrs Day, Dora', 'DÓRA', 'd''ay', ' day ']) search),
  array_fill(:'dora'::uuid, array[7, 1]),
  'words are found in any order, with any title, accent and apostrophe'
);
select is(pg_temp.ids(api.list_doctors(p_search => 'dora east')), null, 'a name must have all words');
select is(pg_temp.ids(api.list_doctors(p_search => 'Former')), null, 'a retired doctor is not found');
select is(pg_temp.ids(api.list_doctors(p_search => '%')), null, 'the search text is no pattern');
select is(pg_temp.ids(api.list_doctors(p_search => '_')), null, 'an underscore stands for itself');
select is(
  pg_temp.ids(api.list_doctors(p_search => '')),
  array[:'dora', :'eve']::uuid[],
  'an empty search finds everybody'
);
select is(pg_temp.ids(api.list_doctors('Neurology', 'Day')), null, 'both conditions hold at once');

-- Pages.
select api.list_doctors(p_limit => 1) as page \gset
select is(pg_temp.ids(:'page'), array[:'dora']::uuid[], 'a page has as many as the limit');
select :'page'::jsonb ->> 'next_cursor' as cursor \gset
select is(
  core.cursor_keys(:'cursor'),
  array['Dr. Dora Day', :'dora'],
  'the cursor is the name and the id of the page''s last doctor'
);
select is(
  api.list_doctors(p_limit => 1, p_cursor => :'cursor') -> 'next_cursor',
  'null',
  'a full last page has no cursor'
);
select is(
  pg_temp.ids(api.list_doctors(p_limit => 1, p_cursor => :'cursor')),
  array[:'eve']::uuid[],
  'the next page begins behind the cursor'
);
update medbook.doctors set name = 'Zoe Zander' where id = :'dora';
select is(
  pg_temp.ids(api.list_doctors(p_limit => 1, p_cursor => :'cursor')),
  array[:'eve']::uuid[],
  'also when the doctor at the cursor was renamed meanwhile'
);
update medbook.doctors set name = 'Dr. Dora Day' where id = :'dora';
savepoint two;
update medbook.doctors set is_active = false where id = :'dora';
select is(
  pg_temp.ids(api.list_doctors(p_cursor => :'cursor')),
  array[:'eve']::uuid[],
  'a cursor is good even when its doctor has left'
);
rollback to two;

-- As people sort: neither capitals nor accents come after all others.
savepoint sorted;
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select calendar.new_doctor_id(), name, 'Sorting', 1, 1, 'EUR', 'UTC'
  from unnest(array['Zoe', 'van Dyk', 'Åsa', 'Ärzte', 'anna', 'Bob', 'Émile', 'Eva']) name;
select is(
  jsonb_path_query_array(api.list_doctors('sorting'), '$.doctors[*].name'),
  '["anna", "Ärzte", "Åsa", "Bob", "Émile", "Eva", "van Dyk", "Zoe"]',
  'doctors are sorted as people sort'
);
create function pg_temp.sorted(p_limit integer) returns setof uuid language sql as $$
  select pg_temp.walk('api.list_doctors(''sorting'', null, $1, $2)', p_limit)
$$;
select results_eq('select * from pg_temp.sorted(1)', 'select * from pg_temp.sorted(100)', 'page by page too');
rollback to sorted;

-- Of a kind of visit, and those who are free first.
select is(
  api.list_doctors(p_service_id => :'no_doctor') ->> 'error',
  'SERVICE_NOT_FOUND',
  'an unknown kind of visit is refused'
);
select is(api.list_doctors(p_service_id => :'old') ->> 'error', 'SERVICE_NOT_FOUND', 'so is one that has ended');
select is(
  jsonb_path_query_array(api.list_doctors(p_service_id => :'long'), '$.doctors[*].next_available_at'),
  '["2030-01-08T09:00:00+00:00", null]',
  'of a kind of visit it is told when that can begin'
);
savepoint free;
insert into test.slots (doctor_id, id, start_time, end_time)
values (:'eve', test.slot(7, 2), '2030-01-08 08:00Z', '2030-01-08 08:30Z');
select is(
  pg_temp.ids(api.list_doctors(p_free_first => true)),
  array[:'eve', :'dora']::uuid[],
  'who is free soonest comes first'
);
select is(
  pg_temp.ids(api.list_doctors(p_free_first => true, p_service_id => :'long')),
  array[:'dora', :'eve']::uuid[],
  'for a kind of visit too'
);
select is(
  api.list_doctors(p_limit => 1, p_cursor => :'cursor', p_free_first => true) #>> '{errors,0,pointer}',
  '#/cursor',
  'the cursor of another order is refused'
);
select is(
  api.list_doctors('neurology', 'east', p_free_first => true) #> '{doctors,0}',
  api.list_doctors('neurology', 'east') #> '{doctors,0}',
  'what is asked for and shown is the same in both orders'
);
rollback to free;

-- Many of the same name: ids break the tie.
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select overlay('00000000-0000-8000-8000-000000000000' placing lpad(n::text, 8, '0') from 1)::uuid, 'Dr. Same',
  'Sameness', 1, 1, 'EUR', 'UTC' from generate_series(1, 101) n;
create function pg_temp.walk(p_limit integer) returns setof uuid language sql as $$
  select pg_temp.walk('api.list_doctors(''Sameness'', ''same'', $1, $2)', p_limit)
$$;
select is(jsonb_array_length(api.list_doctors() -> 'doctors'), 20, 'a page has 20 doctors by default');
select is(jsonb_array_length(api.list_doctors(p_limit => 100) -> 'doctors'), 100, 'a page has at most 100 doctors');
create temp table walked as select id from pg_temp.walk(7) id;
select is((select count(*) from walked), 101::bigint, 'page by page all doctors come');
select is((select count(distinct id) from walked), 101::bigint, 'no doctor comes twice');
select results_eq(
  'select * from pg_temp.walk(10)',
  'select * from pg_temp.walk(100)',
  'the order does not depend on the page''s size'
);
select results_eq(
  $$ select * from pg_temp.walk('api.list_doctors(''sameness'', null, $1, $2, null, true)', 7) $$,
  'select * from pg_temp.walk(100)',
  'page by page all come who are never free'
);
select is(
  jsonb_array_length(api.list_doctors('Sameness', p_limit => 100, p_free_first => true) -> 'doctors'),
  100,
  'a page has as many in this order'
);

select * from finish();
rollback;
