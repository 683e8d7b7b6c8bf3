begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(6);

select is(
  booking.join_queue(:'ann', jsonb_build_object('doctor_ids', array[:'dora'])),
  booking.answer_queue(:'ann_waits'),
  'who waits already is answered with the place'
);
select is(booking.join_queue(:'ann', '{}') ->> 'error', 'INVALID_INPUT', 'a wish must be possible');
update medbook.settings set max_bookings_per_user = 1;
select is(
  booking.join_queue(:'ann', '{"specialization": "Cardiology"}'),
  '{"success": false, "error": "WAITLIST_LIMIT"}',
  'nobody waits for more than may be booked'
);
update medbook.settings set max_bookings_per_user = 10;
select is(
  booking.join_queue(:'ann', '{"specialization": "Neurology"}'),
  '{"success": false, "error": "SLOTS_FREE"}',
  'nor for what is free'
);
update test.clock set now = now + interval '1 second';
select booking.join_queue(:'ann', '{"specialization": "Cardiology"}') as joined \gset
select is(:'joined'::jsonb #> '{waitlist,position}', '2', 'who joins is last');
select is(:'joined'::jsonb -> 'created', :'joined'::jsonb #> '{waitlist,id}', 'and told that it is new');

select * from finish();
rollback;
