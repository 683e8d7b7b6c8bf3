begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(22);
\set now '2030-01-07 08:00:00Z'

select is(booking.next_available(:'dora', :'now'), '2030-01-08 09:00Z', 'the soonest free slot is found');
select is(booking.next_available(:'fay', :'now'), null, 'a retired doctor has none');
select is(booking.next_available(:'no_doctor', :'now'), null, 'nobody has none');
select is(booking.next_available(null, :'now'), null, 'no doctor has none');
select is(
  booking.next_available(:'dora', '2030-01-08 08:59:59.999999Z'),
  '2030-01-08 09:00Z',
  'a slot is free until the last microsecond before it begins'
);
select is(booking.next_available(:'dora', '2030-01-08 09:00Z'), '2030-01-08 09:30Z', 'then it is the next one');
select is(
  booking.next_available(:'dora', '2030-01-08 10:30Z'),
  null,
  'after the last there is none; a closed one does not count'
);

select api.book_slot(:'ann', :'dora_1') as answer \gset
select is(
  booking.next_available(:'dora', '2030-01-07 08:01:59.999999Z'),
  '2030-01-08 09:30Z',
  'a held slot is not free'
);
select is(
  booking.next_available(:'dora', '2030-01-07 08:02Z'),
  '2030-01-08 09:00Z',
  'from the instant the hold lapses it is, swept or not'
);
update medbook.slots set close_cause = 'TIME_OFF' where id = :'dora_1';
select is(booking.next_available(:'dora', '2030-01-07 08:02Z'), '2030-01-08 09:30Z', 'unless it closes with the hold');
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select is(booking.next_available(:'dora', :'now'), '2030-01-08 10:00Z', 'a booked slot is not free');

-- The windows.
update medbook.settings set min_notice = '26 hours 30 minutes';
select is(booking.next_available(:'dora', :'now'), '2030-01-08 10:30Z', 'a slot that is too soon does not count');
update medbook.settings set min_notice = '26 hours 30 minutes 1 microsecond';
select is(booking.next_available(:'dora', :'now'), null, 'to the microsecond');
update medbook.doctors set min_notice = '1 hour' where id = :'dora';
select is(booking.next_available(:'dora', :'now'), '2030-01-08 10:00Z', 'a doctor may want less notice');
update medbook.settings set min_notice = '0', booking_horizon = '26 hours';
select is(booking.next_available(:'dora', :'now'), '2030-01-08 10:00Z', 'a slot just inside the horizon counts');
update medbook.settings set booking_horizon = '25 hours 59 minutes 59.999999 seconds';
select is(booking.next_available(:'dora', :'now'), null, 'a slot a microsecond beyond it does not');
update medbook.doctors set booking_horizon = '10 days' where id = :'dora';
select is(booking.next_available(:'dora', :'now'), '2030-01-08 10:00Z', 'a doctor may be booked farther ahead');
select is(booking.next_available(:'eve', :'now'), null, 'another doctor may not');
update medbook.settings set booking_horizon = '90 days';

-- What it says is what a patient gets.
select is(
  api.book_slot(:'ben', id) -> 'success',
  'true',
  'the slot that it names can be booked'
) from medbook.slots where doctor_id = :'dora' and start_time = booking.next_available(:'dora', :'now');
select is(
  (api.list_slots(:'dora') #>> '{slots,0,start_time}')::timestamptz,
  booking.next_available(:'dora', :'now'),
  'it is the first that is listed'
);
set local timezone = 'Pacific/Apia';
select is(booking.next_available(:'dora', :'now'), '2030-01-08 10:30Z', 'the session''s time zone does not matter');
update medbook.doctors set is_active = false where id = :'dora';
select is(booking.next_available(:'dora', :'now'), null, 'a doctor who retires has none any more');

select * from finish();
rollback;
