begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(33);

-- Somebody else is booking one of Eve's slots.
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select throws_ok(
  format('select calendar.close_free_slots(%L, array[%L]::uuid[], ''CLOSED'')', :'eve', :'eve_1'),
  '55P03',
  null,
  'it waits for each slot at most lock_timeout'
);
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- The first is held, the second booked, the third free.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select pg_temp.appointment(:'ben', :'dora_2') as booked \gset
update medbook.slots set changed = '3';
create function pg_temp.causes(p_first medbook.close_cause, p_then medbook.close_cause) returns text language plpgsql
  as $$
begin
  perform calendar.close_free_slots(test.dora(), array[test.slot(2)], p_first);
  perform calendar.close_free_slots(test.dora(), array[test.slot(2)], p_then);
  return pg_temp.state(test.slot(2));
end
$$;
savepoint booked;
select :state as before \gset
select is(calendar.close_free_slots(:'dora', '{}', 'CLOSED'), 0, 'no slots are no change');
select is(calendar.close_free_slots(:'eve', array[:'dora_3']::uuid[], 'CLOSED'), 0, 'nor are another doctor''s');
select is(
  calendar.close_free_slots(:'dora', array[:'dora_closed']::uuid[], 'TIME_OFF'),
  0,
  'nor are slots closed before'
);
select is(:state, :'before', 'nothing was changed');

select is(
  calendar.close_free_slots(:'dora', array[:'dora_1', :'dora_2', :'dora_3', :'dora_closed']::uuid[], 'TIME_OFF'),
  1,
  'it says how many were free'
);
select is(pg_temp.state(:'dora_3'), 'closed TIME_OFF', 'the free one is closed');
select is(closed_at, '2030-01-07 08:00Z', 'now') from medbook.slots where id = :'dora_3';
select is(pg_temp.state(:'dora_1'), 'held TIME_OFF', 'the held one stays, and will close');
select is(held_until, '2030-01-07 08:02Z', 'when it would have lapsed') from medbook.slots where id = :'dora_1';
select is(pg_temp.state(:'dora_2'), 'booked TIME_OFF', 'the booked one stays, and will close');
select is(pg_temp.state(:'dora_4'), 'free', 'another one is free');
select is(
  (select array_agg(id order by id) from medbook.slots where changed = pg_current_xact_id()),
  array[:'dora_1', :'dora_2', :'dora_3']::uuid[],
  'each that changed names the transaction'
);
select is(status, 'PENDING', 'the hold is untouched') from medbook.bookings where id = :'held';
select is_empty($$select * from health.check_invariants()$$, 'the clinic is healthy');
select is(
  calendar.close_free_slots(:'dora', array[:'dora_1', :'dora_2', :'dora_3']::uuid[], 'TIME_OFF'),
  0,
  'again it closes nothing'
);

-- What becomes of those that close with their bookings.
savepoint leave;
select api.cancel_booking(:'ben', :'booked') as answer \gset
select is(pg_temp.state(:'dora_2'), 'closed TIME_OFF', 'a booking that is cancelled closes its slot');
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.book_slot(:'ben', :'dora_1'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'the slot of a hold that lapses cannot be booked'
);
select booking.expire_bookings() as swept \gset
select is(pg_temp.state(:'dora_1'), 'closed TIME_OFF', 'and is closed by the sweep');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');
rollback to leave;
select is(api.confirm_booking(:'ann', :'held') #>> '{booking,status}', 'CONFIRMED', 'a hold can be confirmed');
select is(pg_temp.state(:'dora_1'), 'booked TIME_OFF', 'and its slot closes no earlier');
rollback to booked;

-- A lapsed hold is free.
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(
  calendar.close_free_slots(:'dora', array[:'dora_1']::uuid[], 'HOURS'),
  0,
  'a hold is one until its last microsecond'
);
rollback to booked;
update test.clock set now = '2030-01-07 08:02Z';
select is(
  calendar.close_free_slots(:'dora', array[:'dora_1']::uuid[], 'HOURS'),
  1,
  'from the instant it lapses its slot is free'
);
select is(pg_temp.state(:'dora_1'), 'closed HOURS', 'and closed');
select is(pg_temp.history(:'held'), '{Ann: PENDING,nobody: PENDING > FAILED}', 'the hold has failed');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy without the hold');
rollback to booked;

-- The cause: a time off, which may be taken back, is no other than there was.
select is(
  pg_temp.causes('TIME_OFF', 'HOURS'),
  'booked HOURS',
  'slots in a time off when the hours change close for good'
);
rollback to booked;
select is(
  pg_temp.causes('HOURS', 'TIME_OFF'),
  'booked HOURS',
  'so do slots that do not fit the hours when the doctor takes leave'
);
rollback to booked;
select is(pg_temp.causes('TIME_OFF', 'RETIRED'), 'booked RETIRED', 'and what is in a time off when the doctor leaves');
rollback to booked;
select is(pg_temp.causes('HOURS', 'HOURS'), 'booked HOURS', 'the same cause is the same');
rollback to booked;
update medbook.slots set close_cause = 'HOURS' where id = :'dora_1';
update test.clock set now = '2030-01-07 08:02Z';
select calendar.close_free_slots(:'dora', array[:'dora_1']::uuid[], 'TIME_OFF') as closed \gset
select is(pg_temp.state(:'dora_1'), 'closed HOURS', 'a slot that was to close for another cause closes for that one');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy after all');

select * from finish();
rollback;
