begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(12);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is((booking.lock_booking(:'ann', :'visit_id')).visit_end, '2030-01-08 10:00Z', 'a visit is found as a whole');
select is((booking.lock_booking(:'ann', id)).id, null, 'its further slot is no booking')
  from medbook.bookings where part_of = :'visit_id';
rollback to visits;

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is((booking.lock_booking(:'ann', :'held')).id, :'held'::uuid, 'one''s own booking is found');
select is((booking.lock_booking(:'ann', :'held')).slot_id, :'dora_1'::uuid, 'the booking comes with all its columns');
select is((booking.lock_booking(:'ann', :'held')).status, 'PENDING', 'the status is the row''s');
select is((booking.lock_booking(:'ben', :'held')).id, null, 'somebody else''s booking is not found');
select is((booking.lock_booking(null, :'held')).id, null, 'nobody''s booking is not found');
select is((booking.lock_booking(:'ann', :'dora_none')).id, null, 'an unknown booking is not found');
select is((booking.lock_booking(:'ann', :'dora_1')).id, null, 'a slot''s id is not a booking''s');
select is((booking.lock_booking(:'ann', null)).id, null, 'no id is not found');

-- A booking whose slot somebody else has locked. Written directly: booking it would lock the slot here.
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at)
select doctor_id, core.new_id(doctor_id), :'dora_2', user_id, status, fee, currency, created_at,
  expires_at from medbook.bookings
returning id as waiting \gset
select pg_temp.lock_elsewhere('medbook.slots', :'dora_2') as other \gset
set local lock_timeout = '1ms';
select throws_ok(
  format('select booking.lock_booking(%L, %L)', :'ann', :'waiting'),
  '55P03',
  null,
  'it waits for the slot at most lock_timeout'
);
select is((booking.lock_booking(:'ben', :'waiting')).id, null, 'a stranger waits for nothing');

select * from finish();
rollback;
