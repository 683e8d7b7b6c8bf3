begin;
\ir ../names.psql
\ir ../services.psql
select plan(4);

create function pg_temp.listed(p_service_id uuid, p_limit integer default 20) returns jsonb language sql as $$
  select booking.list_visits(test.dora(), p_service_id, '2030-01-08Z', '2030-01-09Z', p_limit, core.now())
$$;
select is(
  pg_temp.listed(:'old'),
  '{"success": false, "error": "SERVICE_NOT_FOUND"}',
  'a kind that cannot be booked is not found'
);
select is(pg_temp.visits(pg_temp.listed(:'long')), '1-10:00 2-10:30 3-11:00', 'visits are listed by their first slots');
select isnt(pg_temp.listed(:'long', 2) -> 'next_cursor', 'null', 'more are on the next page');
select is(pg_temp.listed(:'long', 3) -> 'next_cursor', 'null', 'if there are more');

select * from finish();
rollback;
