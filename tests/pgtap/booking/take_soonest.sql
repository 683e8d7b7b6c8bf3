begin;
\ir ../names.psql
select plan(16);

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

-- Kinds of visit.
update medbook.settings set max_bookings_per_user = 1000, max_bookings_per_doctor_day = 1000;
\ir ../services.psql
select pg_temp.service(4, 'Again', 30, 'KNOWN_PATIENTS') as again \gset
create function pg_temp.taken(p_service_id uuid) returns jsonb language sql as $$
  select booking.take_soonest(test.ben(), jsonb_build_object('service_id', p_service_id), core.now())
$$;
select is(pg_temp.taken(:'old'), '{"success": false, "error": "SERVICE_NOT_FOUND"}', 'one that is gone is not found');
select is(
  pg_temp.taken(:'again'),
  '{"success": false, "error": "SERVICE_RESTRICTED"}',
  'one for known patients is refused to others'
);
update medbook.services set fee = 500, currency = 'CHF' where id = :'short';
update medbook.slots set service_ids = array[:'long'::uuid] where id = :'dora_2';
select pg_temp.taken(:'short') as answer \gset
select is(:'answer'::jsonb #>> '{booking,slot_id}', :'dora_3', 'a slot for it is held');
select is(:'answer'::jsonb #>> '{booking,service_name}', 'Follow-up', 'as a visit of this kind');
select is(
  (:'answer'::jsonb #>> '{booking,fee}') || (:'answer'::jsonb #>> '{booking,currency}'),
  '500CHF',
  'for its price'
);
update test.clock set now = now + interval '5 minutes';
select pg_temp.taken(:'long') as answer \gset
select is(
  (:'answer'::jsonb #>> '{booking,slot_id}') || (:'answer'::jsonb #>> '{booking,end_time}'),
  :'dora_1' || '2030-01-08T10:00:00+00:00',
  'a longer visit is held from its first slot to the end of its last'
);
select is(
  (select array_agg(is_available order by id) from medbook.slots where id in (:'dora_1', :'dora_2')),
  '{f,f}',
  'with all its slots'
);
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
