begin;
\ir ../names.psql
\ir ../offer.psql
select plan(18);
\set now '2030-01-07 08:00:00.123456Z'
\set lapses '2030-01-07 08:02:00.123456Z'

select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select booking.insert_booking(:'ann', pg_temp.offer(:'dora_1'), :'now', :'lapses', :'chief') as held \gset
select is(count(*), 1::bigint, 'there is one booking more') from medbook.bookings;
select is(doctor_id, :'dora'::uuid, 'the booking is the doctor''s') from medbook.bookings where id = :'held';
select is(slot_id, :'dora_1'::uuid, 'the booking is of the slot') from medbook.bookings where id = :'held';
select is(user_id, :'ann'::uuid, 'the booking is the user''s') from medbook.bookings where id = :'held';
select is(status, 'PENDING', 'the booking is a hold') from medbook.bookings where id = :'held';
select is(created_at, :'now', 'the booking is made at the given time') from medbook.bookings where id = :'held';
select is(
  expires_at,
  '2030-01-07 08:02:00.123456Z',
  'the hold lapses when it is told to, to the microsecond'
) from medbook.bookings where id = :'held';
select is(fee || currency, '9000EUR', 'the booking keeps the fee') from medbook.bookings where id = :'held';
select is(medbook.doctor_of(:'held'), :'dora'::uuid, 'the booking''s id names the doctor');
select is(is_available, false, 'the slot no longer is available') from medbook.slots where id = :'dora_1';
select is(
  held_until,
  '2030-01-07 08:02:00.123456Z',
  'the slot is held as long as the booking'
) from medbook.slots where id = :'dora_1';
select is(
  changed,
  pg_current_xact_id(),
  'the slot names the transaction that changed it'
) from medbook.slots where id = :'dora_1';
select is(
  :history,
  jsonb_build_array(jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:00:00.123456+00:00', 'actor_id',
    :'chief', 'from_status', null, 'to_status', 'PENDING', 'trace_id', 'trace-1')),
  'the history begins with the actor and the time'
);
select is(
  doctor_id::text || ' ' || login || ' ' || (changed = pg_current_xact_id())::text,
  :'dora' || ' ' || session_user || ' true',
  'it has the doctor, the login and the transaction'
) from medbook.booking_history;
select is_empty('select * from health.check_invariants()', 'the copies agree');

select booking.insert_booking(
  :'ann', pg_temp.offer(:'dora_2'), :'now', :'lapses', :'ann', 'urgent', :'held') as moved \gset
select is(
  override_reason || ' ' || rescheduled_from,
  'urgent ' || :'held',
  'it keeps why other bookings were ignored, and which one it replaces'
) from medbook.bookings where id = :'moved';
select throws_ok(
  format('select booking.insert_booking(%L, pg_temp.offer(%L), %L, %L, %L)',
    :'ben', :'dora_1', :'now', :'lapses', :'ben'),
  '23505',
  null,
  'the unique index refuses a taken slot'
);
select is(count(*), 2::bigint, 'the refusal left no history') from medbook.booking_history;

select * from finish();
rollback;
