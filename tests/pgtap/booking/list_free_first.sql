begin;
\ir ../names.psql
\ir ../pages.psql
select plan(7);

create function pg_temp.listed(p_limit integer, p_cursor text default null, p_field text default null,
  p_patterns text[] default '{}') returns jsonb language sql as $$
  select booking.list_free_first(p_field, p_patterns, null, p_limit, p_cursor, core.now())
$$;
update test.slots set is_available = false where doctor_id = :'eve';
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
values ('d0c00009-0000-8000-8000-000000000000', 'Dr. Zoe Zander', 'Neurology', 1, 1, 'EUR', 'UTC');
insert into test.slots (doctor_id, id, start_time, end_time)
values ('d0c00009-0000-8000-8000-000000000000', 'd0c00009-0000-8000-8000-000000000001', '2030-01-08 08:00Z',
        '2030-01-08 08:30Z');
\set zoe 'd0c00009-0000-8000-8000-000000000000'
select is(pg_temp.ids(pg_temp.listed(3)), array[:'zoe', :'dora', :'eve']::uuid[], 'who is never free comes last');
select is(pg_temp.listed(3) -> 'next_cursor', 'null', 'a list that fits is the last page');
select is(
  pg_temp.listed(3) #> '{doctors,2}',
  (api.get_doctor(:'eve') -> 'doctor') || '{"next_available_at": null}',
  'nothing else is shown of each'
);
select pg_temp.listed(1) ->> 'next_cursor' as first, pg_temp.listed(2) ->> 'next_cursor' as second \gset
select is(pg_temp.ids(pg_temp.listed(1, :'first')), array[:'dora']::uuid[], 'the next page begins behind the cursor');
select is(pg_temp.ids(pg_temp.listed(9, :'second')), array[:'eve']::uuid[], 'also with those who are never free');
select is(pg_temp.ids(pg_temp.listed(9, p_field => 'neurology')), array[:'zoe', :'eve']::uuid[], 'of a field');
select is(pg_temp.ids(pg_temp.listed(9, p_patterns => array['%day%'])), array[:'dora']::uuid[], 'by name');

select * from finish();
rollback;
