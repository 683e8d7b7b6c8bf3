begin;
\ir ../names.psql
select plan(2);

select is(
  to_jsonb(booking.queue_row(:'ann', '{"specialization": " CARDIology ", "weekdays": [3, 1, 3], "earliest": "09:00",
    "latest": "24:00", "to": "2030-01-09T00:00:00+00:00"}', core.now())) - 'id',
  jsonb_build_object('user_id', :'ann', 'doctor_id', null, 'specialization', medbook.comparable('Cardiology'),
    'service_id', null, 'from_time', null, 'to_time', '2030-01-09T00:00:00+00:00', 'weekdays', '[1, 3]'::jsonb,
    'earliest', '09:00:00', 'latest', '24:00:00', 'priority', 0, 'created_at', core.now(), 'ended_at', null,
    'ended_because', null, 'booking_id', null),
  'a wish is a row, in which days have an order and words no capitals'
);
select is(
  (booking.queue_row(:'ann', jsonb_build_object('doctor_ids', array[:'dora']), core.now())).doctor_id,
  :'dora'::uuid,
  'or with the doctor'
);

select * from finish();
rollback;
