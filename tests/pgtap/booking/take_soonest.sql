begin;
\ir ../names.psql
select plan(8);

select booking.take_soonest(:'ann', '{"specialization": "Cardiology"}', core.now()) as answer \gset
select is(:'answer'::jsonb #>> '{booking,slot_id}', :'dora_1', 'the soonest slot is held');
select is(
  :'answer'::jsonb - 'created',
  api.get_booking(:'ann', (:'answer'::jsonb ->> 'created')::uuid),
  'the answer shows the booking as get_booking does'
);
select is(
  booking.take_soonest(:'ann', '{"specialization": "Alchemy"}', core.now()),
  '{"success": false, "error": "NO_SLOT_FREE"}',
  'of nobody none is free'
);

-- The patient's rules.
update medbook.settings set max_holds_per_user = 1;
select is(
  booking.take_soonest(:'ann', '{"specialization": "Cardiology"}', core.now()),
  '{"success": false, "error": "HOLD_LIMIT", "max_holds": 1}',
  'a patient who may hold no more is refused'
);
select is(
  booking.take_soonest(:'ann', '{"specialization": "Alchemy"}', core.now()) ->> 'error',
  'HOLD_LIMIT',
  'even if nothing is free'
);
update medbook.settings set max_holds_per_user = 3, max_bookings_per_user = 1;
select is(
  booking.take_soonest(:'ann', '{"specialization": "Cardiology"}', core.now()),
  '{"success": false, "error": "BOOKING_LIMIT", "limit": "max_bookings_per_user", "max_bookings": 1}',
  'as is one who may have no more bookings'
);
update medbook.settings set max_bookings_per_user = 10, max_bookings_per_doctor_day = 1;
select is(
  booking.take_soonest(:'ann', '{"specialization": "Cardiology"}', core.now()) ->> 'error',
  'NO_SLOT_FREE',
  'slots on a day that is full are passed over'
);
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
