begin;
\ir ../names.psql
select plan(8);
\set now '2030-01-07 08:00:00Z'
create function pg_temp.refusal(p_status medbook.booking_status, p_expires_at timestamptz default null)
  returns jsonb language sql as $$
  select booking.refuse_status(
    jsonb_populate_record(null::medbook.bookings, jsonb_build_object('status', p_status, 'expires_at', p_expires_at)),
    '2030-01-07 08:00:00Z')
$$;

select is(
  booking.refuse_status(null, :'now'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'no booking is not found'
);
select is(pg_temp.refusal('FAILED', '2030-01-07 07:00Z'),
  '{"success": false, "error": "BOOKING_EXPIRED", "expired_at": "2030-01-07T07:00:00+00:00"}',
  'a failed hold shows when it lapsed');
select is(pg_temp.refusal('PENDING', :'now') ->> 'error', 'BOOKING_EXPIRED', 'so does a lapsed one that was not swept');
select is(
  pg_temp.refusal(status),
  jsonb_build_object('success', false, 'error', 'INVALID_STATUS', 'booking_status', status),
  status || ' is told')
  from unnest('{CONFIRMED,CANCELLED,COMPLETED,NO_SHOW}'::medbook.booking_status[]) status;
select is(pg_temp.refusal('PENDING', '2030-01-07 08:01Z') ->> 'booking_status', 'PENDING', 'so is a live hold');

select * from finish();
rollback;
