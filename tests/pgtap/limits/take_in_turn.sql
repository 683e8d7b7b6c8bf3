begin;
\ir ../names.psql
select plan(3);

update medbook.rate_policy set quota = 2 where name = 'general';
insert into medbook.rate_counter (policy, key, requests, ends_at)
values ('general', '192.0.2.1', 3, '2030-01-07 08:10Z'), ('general', '192.0.2.2', 1, '2030-01-07 08:10Z');
select limits.take_in_turn(
  array_fill('general'::text, array[4]), '{192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.2}', array_fill(null::uuid, array[4])
) as answer \gset
select is(
  (select string_agg(concat_ws(' ', l ->> 'request', l ->> 'allowed', l ->> 'remaining'), ', ' order by l ->> 'request')
     from jsonb_array_elements(:'answer') l),
  '1 true 1, 2 true 0, 3 false 0, 4 true 1',
  'requests counted together are uncounted and counted in their order'
);
select results_eq(
  'select key, requests from medbook.rate_counter order by key',
  $$values ('192.0.2.1', 2), ('192.0.2.2', 1)$$,
  'a refused one spends nothing'
);
select is(:'answer'::jsonb -> 3 ->> 'reset', '600', 'a window goes on');

select * from finish();
rollback;
