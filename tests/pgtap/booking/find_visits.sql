begin;
\ir ../names.psql
\ir ../services.psql
select plan(4);

create function pg_temp.found(p_service_id uuid, p_per_doctor integer default 3, p_limit integer default 20)
  returns jsonb language sql as $$
  select booking.find_visits('cardiology', p_service_id, '2030-01-08Z', '2030-01-09Z', p_per_doctor, p_limit,
    core.now())
$$;
select is(
  pg_temp.found(:'old'),
  '{"success": false, "error": "SERVICE_NOT_FOUND"}',
  'a kind that cannot be booked is not found'
);
select is(pg_temp.visits(pg_temp.found(:'long')), '1-10:00 2-10:30 3-11:00', 'visits are found by their first slots');
select is(pg_temp.visits(pg_temp.found(:'long', 2)), '1-10:00 2-10:30', 'so many of each doctor');
select is(pg_temp.visits(pg_temp.found(:'long', 2, 1)), '1-10:00', 'and so many in all');

select * from finish();
rollback;
