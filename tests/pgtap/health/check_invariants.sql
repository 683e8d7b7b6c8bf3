begin;
\ir ../names.psql
select plan(27);

\set says 'the slot says what its live booking says'
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ben', :'confirmed') as answer \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ben', :'cancelled') as answer \gset
select is_empty(
  'select * from health.check_invariants()',
  'a clinic with a hold, a booking and a cancelled one is healthy'
);
update test.clock set now = now + interval '2 minutes';
select is_empty('select * from health.check_invariants()', 'a lapsed hold that nobody swept is healthy');
savepoint healthy;

update medbook.slots set is_available = false where id = :'eve_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'eve', :'eve_1'),
  'a slot that seems taken but has no booking is reported'
);
rollback to healthy;
update medbook.slots set is_available = false, held_until = '2030-01-07 08:04Z' where id = :'eve_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'eve', :'eve_1'),
  'a slot that seems held but has no booking is reported'
);
rollback to healthy;
update medbook.slots set is_available = true, held_until = null where id = :'dora_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_1'),
  'a held slot that seems free is reported'
);
rollback to healthy;
update medbook.slots set held_until = null where id = :'dora_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_1'),
  'a held slot that seems booked is reported'
);
rollback to healthy;
update medbook.slots set held_until = held_until + interval '1 microsecond' where id = :'dora_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_1'),
  'a slot that is held longer than its booking is reported'
);
rollback to healthy;
update medbook.slots set is_available = true where id = :'dora_2';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_2'),
  'a booked slot that seems free is reported'
);
rollback to healthy;
update medbook.slots set held_until = '2030-01-07 08:04Z' where id = :'dora_2';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_2'),
  'a booked slot that seems held is reported'
);
rollback to healthy;
update test.slots set closed_at = null where id = :'dora_closed';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_closed'),
  'a reopened slot that is not offered is reported'
);
rollback to healthy;
alter table medbook.slots drop constraint slots_state_is_one;
update medbook.slots set is_available = true where id = :'dora_closed';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_closed'),
  'a closed slot that is offered is reported'
);
rollback to healthy;
alter table medbook.slots drop constraint slots_state_is_one;
update medbook.slots set is_available = true where id = :'dora_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'says', :'dora', :'dora_1'),
  'a slot that is held and offered is reported'
);
rollback to healthy;

update test.slots set closed_at = '2030-01-07 08:01Z' where id = :'dora_2';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', 'a closed slot has no live booking', :'dora', :'dora_2'),
  'a closed slot with a confirmed booking is reported'
);
rollback to healthy;
alter table medbook.slots drop constraint slots_state_is_one;
update test.slots set closed_at = '2030-01-07 08:01Z' where id = :'dora_1';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', 'a closed slot has no live booking', :'dora', :'dora_1'),
  'a closed slot with a hold is reported'
);
rollback to healthy;

drop index medbook.bookings_one_live_per_slot;
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
select doctor_id, core.new_id(doctor_id), slot_id, :'ann', status, fee, currency, created_at,
  confirmed_at from medbook.bookings where id = :'confirmed';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', 'a slot has one live booking', :'dora', :'dora_2'),
  'a slot that is booked twice is reported'
);
rollback to healthy;
drop index medbook.bookings_one_live_per_slot;
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
select doctor_id, core.new_id(doctor_id), slot_id, :'ben', 'CONFIRMED', fee, currency, created_at,
  created_at from medbook.bookings where id = :'held';
select set_has(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', 'a slot has one live booking', :'dora', :'dora_1'),
  'a slot that is held and booked is reported'
);
rollback to healthy;

alter table medbook.calendar drop constraint slots_of_a_doctor_do_not_overlap;
savepoint unguarded;
update test.slots set start_time = '2030-01-08 09:29:59.999999Z' where id = :'dora_2';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', 'open slots of a doctor do not overlap', :'dora', :'dora_2'),
  'slots that overlap by a microsecond are reported'
);
rollback to unguarded;
update test.slots set start_time = '2030-01-08 10:00Z', end_time = '2030-01-08 10:30Z' where id = :'dora_4';
select is(
  (select count(*) from health.check_invariants() where rule = 'open slots of a doctor do not overlap'),
  1::bigint,
  'two slots at the same time are reported'
);
rollback to unguarded;
update test.slots set end_time = '2030-01-08 10:45Z' where id = :'dora_1';
select set_has(
  'select slot_id from health.check_invariants()',
  format('values (%L::uuid)', :'dora_2'),
  'a slot within another one is reported'
);
select set_has(
  'select slot_id from health.check_invariants()',
  format('values (%L::uuid)', :'dora_4'),
  'a slot that overlaps an earlier one, not the one just before it, is reported'
);
rollback to unguarded;
update test.slots set end_time = '2030-01-08 23:00Z' where id in (:'dora_closed', :'eve_1');
select is_empty('select * from health.check_invariants()', 'closed slots and other doctors'' slots may overlap');
rollback to healthy;

\set has 'the calendar has the slots that are not closed'
insert into medbook.calendar select doctor_id, id, start_time, end_time from medbook.slots where id = :'dora_closed';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'has', :'dora', :'dora_closed'),
  'a closed slot that is in the calendar is reported'
);
rollback to healthy;
insert into medbook.calendar values (:'dora', :'dora_none', '2030-01-09 09:00Z', '2030-01-09 09:30Z');
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'has', :'dora', :'dora_none'),
  'a slot that only the calendar has is reported'
);
rollback to healthy;
alter table medbook.slots drop constraint slots_are_in_the_calendar;
delete from medbook.calendar where slot_id = :'dora_4';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'has', :'dora', :'dora_4'),
  'an open slot that the calendar does not have is reported'
);
rollback to healthy;
alter table medbook.slots drop constraint slots_are_in_the_calendar;
update medbook.calendar set end_time = '2030-01-08 10:50Z' where slot_id = :'dora_4';
select results_eq(
  'select * from health.check_invariants()',
  format('values (%L, %L::uuid, %L::uuid)', :'has', :'dora', :'dora_4'),
  'a slot that has another time in the calendar is reported'
);
rollback to healthy;
select is_empty('select * from health.check_invariants()', 'the clinic is healthy again');

select * from finish();
rollback;
