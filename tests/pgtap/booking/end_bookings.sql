begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(4);

\set now '2030-01-07 08:01Z'
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit \gset
select set_eq(
  format('select unnest(booking.end_bookings(%L, array[%L]::uuid[], %L, null, %L, null, %L))',
    :'dora', :'visit', :'ann', :'now', :'nobody'),
  array[:'dora_1', :'dora_2']::uuid[],
  'it returns the slots of the whole visit');
select is(array_agg(distinct status::text), '{CANCELLED}', 'all its rows have ended') from medbook.bookings;
select is(rescheduled_to, :'nobody'::uuid, 'it can name its successor') from medbook.bookings where id = :'visit';
select is(
  count(*),
  1::bigint,
  'the history has one row of it'
) from medbook.booking_history where to_status = 'CANCELLED';

select * from finish();
rollback;
