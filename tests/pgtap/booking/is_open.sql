begin;
\ir ../names.psql
\set now '2030-01-07 08:00:00Z'
select plan(20);

select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-07 08:00:00.000001Z', true, '0', '90 days', :'now'),
  true,
  'a free slot is open until it starts'
);
select is(
  booking.is_open(true, null, null, null, null, null, :'now', true, '0', '90 days', :'now'),
  false,
  'a slot is no longer open the instant it starts'
);
select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-07 07:59:59.999999Z', true, '0', '90 days', :'now'),
  false,
  'a started slot is not open'
);
select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-08Z', false, '0', '90 days', :'now'),
  false,
  'a slot of an inactive doctor is not open'
);
select is(
  booking.is_open(false, '2030-01-07 08:00:00.000001Z', null, null, null, null, '2030-01-08Z', true, '0',
                  '90 days', :'now'),
  false,
  'a held slot is not open one microsecond before the hold lapses'
);
select is(
  booking.is_open(false, :'now', null, null, null, null, '2030-01-08Z', true, '0', '90 days', :'now'),
  true,
  'a held slot is open from the instant the hold lapses'
);
select is(
  booking.is_open(false, '2030-01-06Z', null, null, null, null, '2030-01-08Z', true, '0', '90 days', :'now'),
  true,
  'a slot with a hold that lapsed long ago is open'
);
select is(
  booking.is_open(false, '2030-01-06Z', null, null, null, null, :'now', true, '0', '90 days', :'now'),
  false,
  'a started slot with a lapsed hold is not open'
);
select is(
  booking.is_open(false, '2030-01-06Z', null, null, null, null, '2030-01-08Z', false, '0', '90 days', :'now'),
  false,
  'a slot of an inactive doctor with a lapsed hold is not open'
);
select is(
  booking.is_open(false, null, null, null, null, null, '2030-01-08Z', true, '0', '90 days', :'now'),
  false,
  'a booked or closed slot is not open: the answer is false, not null'
);
select is(
  booking.is_open(false, null, null, null, null, null, '2030-01-06Z', true, '0', '90 days', :'now'),
  false,
  'a booked or closed slot that has started is not open'
);

select is(
  booking.is_open(false, '2030-01-06Z', null, 'TIME_OFF', null, null, '2030-01-08Z', true, '0', '90 days', :'now'),
  false,
  'a slot that closes with its lapsed hold is not open'
);

-- The window, to the microsecond.
select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-07 10:00Z', true, '2 hours', '1 day', :'now'),
  true,
  'a slot can be booked until the notice begins'
);
select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-07 09:59:59.999999Z', true, '2 hours', '1 day', :'now'),
  false,
  'not later'
);
select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-08 08:00Z', true, '2 hours', '1 day', :'now'),
  true,
  'a slot can be booked from the horizon on'
);
select is(
  booking.is_open(true, null, null, null, null, null, '2030-01-08 08:00:00.000001Z', true, '2 hours', '1 day', :'now'),
  false,
  'not earlier'
);
select is(
  booking.is_open(false, '2030-01-07 08:00Z', null, null, null, null, '2030-01-08 08:00:00.000001Z', true,
                  '2 hours', '1 day', :'now'),
  false,
  'nor is a lapsed hold beyond it open'
);

-- Inlined, it is served by the index.
create function pg_temp.plan_of(p_query text) returns setof text language plpgsql as $$
begin
  return query execute 'explain (costs off) ' || p_query;
end
$$;
set local enable_seqscan = off;
set local enable_bitmapscan = off;
\set query 'select id from medbook.slots where doctor_id = \'d0c00001-0000-8000-8000-000000000000\''
\set query :query ' and booking.is_open(is_available, held_until, doctor_id, close_cause, service_ids, null,'
\set query :query ' start_time, true, \'0\', \'90 days\', \'2030-01-07 08:00:00Z\') order by start_time'
select string_agg(line, E'\n') as plan from pg_temp.plan_of(:'query') line \gset
select doesnt_match(:'plan'::text, 'is_open', 'it is inlined');
select matches(:'plan'::text, 'idx_slots_available', 'idx_slots_available serves it');
select doesnt_match(:'plan'::text, 'Sort', 'the index gives a doctor''s slots in order of time');

select * from finish();
rollback;
