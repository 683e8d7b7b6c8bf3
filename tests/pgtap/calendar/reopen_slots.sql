begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(39);
\set day '[2030-01-08Z,2030-01-09Z)'

-- Somebody else has locked a slot in a time off.
select tap.dblink_exec(
  'other',
  format(
    'do $$ begin update test.slots set is_available = false, closed_at = %L, close_cause = %L where id = %L; end $$',
    '2030-01-07Z', 'TIME_OFF', :'eve_1')
) as other \gset
select is(calendar.reopen_slots(:'eve', :'day'), 0, 'a slot that is not closed yet is not waited for');
select pg_temp.unlock_elsewhere() as other \gset

-- The first slot was closed in a time off, the second is booked and would close, the third is held and would, the 4th
-- is free.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as held \gset
update test.slots set is_available = false, closed_at = '2030-01-07 08:00Z' where id = :'dora_1';
update medbook.slots set close_cause = 'TIME_OFF' where id in (:'dora_1', :'dora_2', :'dora_3');
update medbook.slots set changed = '3';
savepoint leave;
select :state as before \gset
select is(calendar.reopen_slots(:'eve', :'day'), 0, 'another doctor''s slots are not concerned');
select is(calendar.reopen_slots(:'dora', '[2030-01-09Z,2030-01-10Z)'), 0, 'nor are those of another day');
select is(
  calendar.reopen_slots(:'dora', '[2030-01-08 08:00Z,2030-01-08 09:00Z)'),
  0,
  'nor are slots that begin when it ends'
);
select is(:state, :'before', 'nothing was changed');

select is(
  calendar.reopen_slots(:'dora', '[2030-01-08 08:00Z,2030-01-08 09:00:00.000001Z)'),
  1,
  'a microsecond is enough'
);
select is(pg_temp.state(:'dora_1'), 'free', 'to offer it again');
select is(pg_temp.state(:'dora_2'), 'booked TIME_OFF', 'that one only');
rollback to leave;
select is(calendar.reopen_slots(:'dora', :'day'), 1, 'it says how many are offered again');
select is(pg_temp.state(:'dora_1'), 'free', 'the closed one is');
select is(pg_temp.state(:'dora_2'), 'booked', 'the booked one does not close any more');
select is(pg_temp.state(:'dora_3'), 'held', 'nor does the held one');
select is(held_until, '2030-01-07 08:02Z', 'which lapses when it would have') from medbook.slots where id = :'dora_3';
select is(
  (select array_agg(id order by id) from medbook.slots where changed = pg_current_xact_id()),
  array[:'dora_1', :'dora_2', :'dora_3']::uuid[],
  'each that changed names the transaction'
);
select is_empty($$select * from health.check_invariants()$$, 'the clinic is healthy');
select :state as after \gset
select is(calendar.reopen_slots(:'dora', :'day'), 0, 'again there is nothing to offer');
select is(:state, :'after', 'and nothing changes');
select api.cancel_booking(:'ann', :'booked') as answer \gset
select is(pg_temp.state(:'dora_2'), 'free', 'a booking that is cancelled then frees its slot');
select is(api.book_slot(:'ann', :'dora_1') -> 'success', 'true', 'a reopened slot can be booked');
rollback to leave;

-- Bookings that ended in a time off, and a hold when it is taken back.
select api.cancel_booking(:'ann', :'booked') as answer \gset
update test.clock set now = '2030-01-07 08:02Z';
select is(
  calendar.reopen_slots(:'dora', :'day'),
  3,
  'slots that closed with their booking are offered again, and those of lapsed holds'
);
select is(pg_temp.state(:'dora_2'), 'free', 'as if it had been free');
select is(is_available, true, 'it can be booked') from api.slot where id = :'dora_3';
rollback to leave;
update test.clock set now = '2030-01-07 08:02Z';
select booking.expire_bookings() as swept \gset
select is(calendar.reopen_slots(:'dora', :'day'), 2, 'so it is when it was swept before');
select is(pg_temp.state(:'dora_3'), 'free', 'its slot was closed, and is offered');
rollback to leave;

-- Under another time off, of the doctor or of the clinic, it stays closed.
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'dora', '[2030-01-08 09:29:59.999999Z,2030-01-08 09:30Z)', '2030-01-07Z');
select is(calendar.reopen_slots(:'dora', :'day'), 0, 'slots under another time off stay closed');
select is(pg_temp.state(:'dora_1'), 'closed TIME_OFF', 'for a microsecond');
select is(pg_temp.state(:'dora_2'), 'booked', 'slots that it does not cover do not');
rollback to leave;
insert into medbook.time_off (during, created_at) values (:'day', '2030-01-07Z');
select is(calendar.reopen_slots(:'dora', :'day'), 0, 'while the clinic is closed nothing is offered');
select is(pg_temp.state(:'dora_2'), 'booked TIME_OFF', 'and what is booked will close');
rollback to leave;
insert into medbook.time_off (doctor_id, during, created_at) values (:'eve', :'day', '2030-01-07Z');
select is(calendar.reopen_slots(:'dora', :'day'), 1, 'another doctor''s leave does not matter');
rollback to leave;

-- What has taken its place meanwhile stays.
select pg_temp.slot(:'dora', 21, '2030-01-08 09:29Z', 1) as other \gset
select is(calendar.reopen_slots(:'dora', :'day'), 0, 'a slot that another one overlaps stays closed');
select is(pg_temp.state(:'dora_1'), 'closed TIME_OFF', 'under its old cause');
rollback to leave;
select pg_temp.slot(:'dora', 21, '2030-01-08 08:30Z', 30) as other \gset
select is(calendar.reopen_slots(:'dora', :'day'), 1, 'one that only touches it is not in the way');
rollback to leave;
update test.slots set is_available = false, closed_at = '2030-01-07Z', close_cause = 'TIME_OFF',
  start_time = '2030-01-08 09:15Z', end_time = '2030-01-08 09:20Z' where id = :'dora_4';
select is(calendar.reopen_slots(:'dora', :'day'), 1, 'of two that overlap each other one is offered');
select is_empty('select * from health.check_invariants()', 'and the clinic is healthy');
rollback to leave;

-- What was closed for another cause stays closed.
update medbook.slots set close_cause = 'CLOSED' where id = :'dora_1';
update medbook.slots set close_cause = 'HOURS' where id = :'dora_2';
select is(calendar.reopen_slots(:'dora', :'day'), 0, 'slots closed by hand or outside the hours stay closed');
select is(pg_temp.state(:'dora_1'), 'closed CLOSED', 'now');
select is(pg_temp.state(:'dora_2'), 'booked HOURS', 'or when its booking ends');
select is(pg_temp.state(:'dora_closed'), 'closed', 'slots closed before causes were recorded stay closed too');

select * from finish();
rollback;
