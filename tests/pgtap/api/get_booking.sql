begin;
\ir ../names.psql
select plan(21);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is(api.get_booking(:'ann', id) ->> 'error', 'BOOKING_NOT_FOUND', 'a further slot of a visit is no booking')
  from medbook.bookings where part_of = :'visit_id';
select is(api.get_patient_booking(:'chief', id) ->> 'error', 'BOOKING_NOT_FOUND', 'to administrators neither')
  from medbook.bookings where part_of = :'visit_id';
rollback to visits;

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(api.get_booking(:'ann', :'held') -> 'success', 'true', 'one''s own booking can be read');
select is(
  api.get_booking(:'ann', :'held') -> 'booking',
  (select to_jsonb(b) from api.booking b where b.id = :'held'),
  'it reads as api.booking shows it'
);
select is(
  api.get_booking(:'ben', :'held'),
  '{"success": false, "error": "BOOKING_NOT_FOUND"}',
  'somebody else''s booking is not found'
);
select is(
  api.get_booking(:'chief', :'held') ->> 'error',
  'BOOKING_NOT_FOUND',
  'an administrator does not read it here'
);
select is(api.get_booking(null, :'held') ->> 'error', 'BOOKING_NOT_FOUND', 'nobody has no booking');
select is(
  api.get_booking(:'gone', :'held'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user is refused'
);
select is(api.get_booking(:'gone', :'dora_none') ->> 'error', 'FORBIDDEN', 'not allowed comes before not found');
select is(api.get_booking(:'ann', :'dora_none') ->> 'error', 'BOOKING_NOT_FOUND', 'an unknown booking is not found');
select is(api.get_booking(:'ann', :'nobody') ->> 'error', 'BOOKING_NOT_FOUND', 'an id of no doctor is not found');
select is(api.get_booking(:'ann', :'dora_1') ->> 'error', 'BOOKING_NOT_FOUND', 'a slot''s id is not a booking''s');
select is(api.get_booking(:'ann', null) ->> 'error', 'BOOKING_NOT_FOUND', 'no booking is not found');

update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select is(
  api.get_booking(:'ann', :'held') #>> '{booking,status}',
  'PENDING',
  'a hold reads PENDING until the last microsecond'
);
update test.clock set now = now + interval '1 microsecond';
select is(
  api.get_booking(:'ann', :'held') #>> '{booking,status}',
  'FAILED',
  'a hold reads FAILED from the instant it expires, swept or not'
);
select api.get_booking(:'ann', :'held') as unswept \gset
select booking.expire_bookings() as swept \gset
select is(api.get_booking(:'ann', :'held'), :'unswept', 'the sweep changes nothing about how it reads');
select is(api.get_booking(:'ben', :'held') ->> 'error', 'BOOKING_NOT_FOUND', 'a failed booking is its owner''s alone');

set local timezone = 'Asia/Kathmandu';
select is(
  api.get_booking(:'ann', :'held') #>> '{booking,expires_at}',
  '2030-01-07T08:02:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.get_booking(:'ann', :'held') #>> '{booking,doctor_name}',
  'Dr. Dora Day',
  'a booking can be read when the doctor has left'
);
update medbook.users set is_active = false where id = :'ann';
select is(
  api.get_booking(:'ann', :'held') ->> 'error',
  'FORBIDDEN',
  'one''s own booking cannot be read from the deactivation on'
);
select is(:audited, null, 'to read is not recorded: it may run on a replica');

select * from finish();
rollback;
