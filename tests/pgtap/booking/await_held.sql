begin;
\ir ../names.psql
select plan(5);

select api.book_slot(:'ben', test.slot(n)) from generate_series(1, 2) n;
select booking.await_held(:'ann', jsonb_build_object('doctor_ids', array[:'dora'], 'latest', '10:30'), core.now());
select is(
  (select array_agg(id) from medbook.slots where is_awaited),
  array[:'dora_1']::uuid[],
  'a hold that suits is awaited, and no other, and no free slot'
);
select booking.await_held(:'ann', jsonb_build_object('doctor_ids', array[:'dora']), core.now());
select is(
  (select array_agg(id order by id) from medbook.slots where is_awaited),
  array[:'dora_1', :'dora_2']::uuid[],
  'then both'
);
select lives_ok(
  $$select booking.await_held(test.ann(), jsonb_build_object(
      'doctor_ids', array[test.dora()], 'service_id', gen_random_uuid(), 'to', '294276-12-31 23:59:59Z'::timestamptz),
    core.now())$$,
  'who waits for a kind of visit may wait until time ends'
);
select is_empty('select * from health.check_invariants()', 'the copies agree');
select api.confirm_booking(:'ben', id) from medbook.bookings where slot_id = :'dora_1';
select ok(not is_awaited, 'an appointment does not lapse') from medbook.slots where id = :'dora_1';

select * from finish();
rollback;
