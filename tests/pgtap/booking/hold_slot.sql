begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(30);

-- Refusals, none of which changes anything.
select :state as before \gset
select is(
  booking.hold_slot(:'gone', :'dora_1'),
  '{"success": false, "error": "FORBIDDEN"}',
  'an inactive user may not book'
);
select is(booking.hold_slot(:'nobody', :'dora_1') ->> 'error', 'FORBIDDEN', 'an unknown user may not book');
select is(booking.hold_slot(null, :'dora_1') ->> 'error', 'FORBIDDEN', 'nobody may not book');
select is(booking.hold_slot(:'ann', :'dora_none') ->> 'error', 'SLOT_NOT_FOUND', 'an unknown slot is not found');
select is(booking.hold_slot(:'ann', :'dora_closed') ->> 'error', 'SLOT_UNAVAILABLE', 'a closed slot is unavailable');
select is(
  booking.hold_slot(:'ann', :'fay_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a slot of an inactive doctor is unavailable'
);
select is(booking.hold_slot(:'ann', :'dora_past') ->> 'error', 'SLOT_IN_PAST', 'a started slot is in the past');
select is(:state, :'before', 'refusals change nothing');
select set_eq(
  'select action, actor_id, outcome from medbook.audit',
  format($$values ('book slot', %L::uuid, 'FORBIDDEN'), ('book slot', %L, 'FORBIDDEN'),
    ('book slot', null, 'FORBIDDEN')$$, :'gone', :'nobody'),
  'attempts of users who may not book are recorded, and no others'
);

-- Somebody else is at the slot.
select pg_temp.lock_elsewhere('medbook.slots', :'dora_1') as other \gset
select is(
  booking.hold_slot(:'ann', :'dora_1') ->> 'error',
  'SLOT_LOCKED',
  'a booking of a locked slot is refused at once'
);
select is(:state, :'before', 'the refusal changes nothing');
select is(booking.hold_slot(:'ann', :'dora_4') ->> 'error', null, 'a lock on one slot does not refuse another');
select pg_temp.unlock_elsewhere() as other \gset
select is(
  booking.hold_slot(:'ann', :'dora_1') ->> 'error',
  null,
  'the slot can be booked when the lock is released'
);
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2', 'key share') as other \gset
select booking.hold_slot(:'ann', :'dora_2') as answer \gset
select is(:'answer'::jsonb ->> 'error', null, 'a foreign-key check of another session does not refuse');

-- The hold.
select :'answer'::jsonb #>> '{booking,id}' as held \gset
select is(:'answer'::jsonb -> 'success', 'true', 'an open slot is held');
select is(:'answer'::jsonb ->> 'created', :'held', 'a new hold is announced as created');
select is(:'answer'::jsonb -> 'booking', booking.answer_booking(:'held') -> 'booking', 'the answer shows the booking');
select is(status, 'PENDING', 'a hold is PENDING') from medbook.bookings where id = :'held';
select is(is_available, false, 'a held slot is not available') from medbook.slots where id = :'dora_2';

-- Judged again under the lock.
select is(
  booking.hold_slot(:'ann', :'dora_2') #>> '{booking,id}',
  :'held',
  'one''s own hold is the answer, under the lock too'
);
select is(booking.hold_slot(:'ann', :'dora_2') ? 'created', false, 'one''s own hold is not made again');
select is(
  booking.hold_slot(:'ben', :'dora_2') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a slot that was taken meanwhile is unavailable'
);

-- A lapsed hold is taken over in place.
update test.clock set now = now + interval '2 minutes';
select booking.hold_slot(:'ben', :'dora_2') as answer \gset
select is(:'answer'::jsonb ->> 'error', null, 'a lapsed hold can be taken over by another');
select is(status, 'FAILED', 'a hold that was taken over has FAILED') from medbook.bookings where id = :'held';
select is(
  expires_at,
  '2030-01-07 08:02Z',
  'a hold that was taken over keeps the time at which it lapsed'
) from medbook.bookings where id = :'held';
select is(
  user_id,
  :'ben'::uuid,
  'the slot''s live booking is the new owner''s'
) from medbook.bookings where slot_id = :'dora_2' and status = 'PENDING';
select is(
  held_until,
  '2030-01-07 08:04Z',
  'the slot is held anew for two minutes'
) from medbook.slots where id = :'dora_2';
select set_eq(
  $$select user_id, h.actor_id, h.from_status::text,
    h.to_status::text from medbook.booking_history h join medbook.bookings b on b.id = h.booking_id
    where b.slot_id = test.slot(2)$$,
  format($$values (%1$L::uuid, %1$L::uuid, null, 'PENDING'), (%1$L, null, 'PENDING', 'FAILED'),
    (%2$L, %2$L, null, 'PENDING')$$, :'ann', :'ben'),
  'the histories have all of it'
);
select is(
  status,
  'PENDING',
  'lapsed holds on other slots are left to the sweep'
) from medbook.bookings where slot_id = :'dora_1';
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
