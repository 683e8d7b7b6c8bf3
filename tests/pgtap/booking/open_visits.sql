begin;
\ir ../names.psql
\ir ../services.psql
select plan(8);

create function pg_temp.open(p_service_id uuid, p_minutes integer, p_from timestamptz default '2030-01-08Z',
  p_to timestamptz default '2030-01-09Z', p_limit integer default 10, p_horizon interval default '90 days')
  returns text language sql as $$
  select coalesce(string_agg(right(id::text, 1) || '-' || to_char(end_time, 'HH24:MI'), ' ' order by start_time),
                  'none')
    from booking.open_visits(test.dora(), p_service_id, p_minutes, '0', p_horizon, p_from, p_to, p_limit, core.now())
$$;
select is(pg_temp.open(:'short', 30), '1-09:30 2-10:00 3-10:30 4-11:00', 'a visit of a slot can begin with each');
select is(pg_temp.open(:'long', 60), '1-10:00 2-10:30 3-11:00', 'one of two with each that another one follows');
select is(pg_temp.open(:'long', 31), '1-10:00 2-10:30 3-11:00', 'also if it does not need all of it');
select is(pg_temp.open(:'long', 121), 'none', 'one that is longer than the day with none');
select is(
  pg_temp.open(:'long', 60, '2030-01-08 09:30Z', '2030-01-08 10:00Z'),
  '2-10:30',
  'from and to are about its beginning'
);
select is(pg_temp.open(:'long', 60, p_limit => 2), '1-10:00 2-10:30', 'so many are found');
select is(pg_temp.open(:'long', 60, p_horizon => '25 hours'), '1-10:00', 'within the window alone');
update medbook.slots set service_ids = array[:'long'::uuid] where id = :'dora_2';
select is(pg_temp.open(:'short', 60), '3-11:00', 'a slot that is for others is in the way');

select * from finish();
rollback;
