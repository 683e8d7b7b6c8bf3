begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(4);

select columns_are('api', 'skipped_slots', array['reason', 'slots'], 'skipped slots have a reason and a number');
select is_empty('select * from api.skipped_slots', 'it only gives the answers their shape');
select pg_temp.hours(:'dora', 1, '09:00', '10:00', 30) as made \gset
select is(
  (select array_agg(key order by key) from jsonb_object_keys(api.open_slots(:'chief', :'dora', '2030-01-07',
    '2030-01-07') #> '{skipped,0}') key),
  '{reason,slots}',
  'which open_slots gives them'
);
select is(
  (api.open_slots(:'chief', :'dora', '2030-01-07', '2030-01-07') -> 'skipped' -> 0 ->> 'slots')::bigint,
  1::bigint,
  'and numbers are numbers'
);

select * from finish();
rollback;
