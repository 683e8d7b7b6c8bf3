begin;
\ir ../names.psql
select plan(29);

select columns_are(
  'api',
  'booking',
  array['id', 'slot_id', 'doctor_id', 'doctor_name', 'specialization', 'status', 'start_time', 'end_time', 'expires_at',
    'expires_in', 'extendable_until', 'fee', 'currency', 'created_at', 'confirmed_at', 'cancelled_at',
    'rescheduled_from', 'rescheduled_to', 'ended_by', 'reason', 'service_id', 'service_name', 'origin'],
  'a booking has the members that the documentation names');
select is_empty('select from api.booking', 'without bookings there are none');

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(to_jsonb(b) - 'id',
  '{"slot_id": "d0c00001-0000-8000-8000-000000000001", "doctor_id": "d0c00001-0000-8000-8000-000000000000",
    "doctor_name": "Dr. Dora Day", "specialization": "Cardiology", "status": "PENDING",
    "start_time": "2030-01-08T09:00:00+00:00", "end_time": "2030-01-08T09:30:00+00:00",
    "expires_at": "2030-01-07T08:02:00+00:00", "expires_in": 120,
    "extendable_until": "2030-01-07T08:20:00+00:00", "fee": 9000, "currency": "EUR",
    "created_at": "2030-01-07T08:00:00+00:00", "confirmed_at": null, "cancelled_at": null, "rescheduled_from": null,
    "rescheduled_to": null, "ended_by": null, "reason": null, "service_id": null, "service_name": null,
    "origin": "BOOKING"}',
  'a hold is shown as PENDING') from api.booking b where id = :'held';
update test.clock set now = '2030-01-07 08:00:00.000001Z';
select is(expires_in, 120, 'the seconds left are rounded up') from api.booking where id = :'held';
update test.clock set now = '2030-01-07 08:00:01Z';
select is(expires_in, 119, 'the seconds left count down') from api.booking where id = :'held';
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(status, 'PENDING', 'a hold is PENDING until the last microsecond') from api.booking where id = :'held';
select is(expires_in, 1, 'the last second is counted as one') from api.booking where id = :'held';
update test.clock set now = '2030-01-07 08:02:00Z';
select is(
  status,
  'FAILED',
  'a hold is FAILED from the instant it expires, swept or not'
) from api.booking where id = :'held';
select is(expires_in, null, 'a lapsed hold has no seconds left, not even 0') from api.booking where id = :'held';
select is(ended_by, 'EXPIRY', 'nobody ended it, time did') from api.booking where id = :'held';
select is(expires_at, '2030-01-07 08:02Z', 'a lapsed hold shows when it lapsed') from api.booking where id = :'held';
select to_jsonb(b) as unswept from api.booking b where id = :'held' \gset
select booking.expire_bookings() as swept \gset
select is(
  to_jsonb(b),
  :'unswept',
  'the sweep changes nothing about how it reads'
) from api.booking b where id = :'held';
select is(status, 'FAILED', 'the row is FAILED then') from medbook.bookings where id = :'held';

select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as confirmed \gset
update test.clock set now = now + interval '1 minute';
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
select is(status, 'CONFIRMED', 'a confirmed booking is CONFIRMED') from api.booking where id = :'confirmed';
select is(confirmed_at, '2030-01-07 08:03Z', 'it shows when it was confirmed') from api.booking where id = :'confirmed';
select is(expires_at, null, 'it does not expire') from api.booking where id = :'confirmed';
select is(expires_in, null, 'it has no seconds left') from api.booking where id = :'confirmed';
update test.clock set now = now + interval '1 minute';
select api.cancel_booking(:'ann', :'confirmed', 'a secret') as answer \gset
select is(status, 'CANCELLED', 'a cancelled booking is CANCELLED') from api.booking where id = :'confirmed';
select is(cancelled_at, '2030-01-07 08:04Z', 'it shows when it was cancelled') from api.booking where id = :'confirmed';
select is(
  confirmed_at,
  '2030-01-07 08:03Z',
  'it shows that it had been confirmed'
) from api.booking where id = :'confirmed';

update medbook.doctors set is_active = false, fee = 1, currency = 'USD', name = 'Dr. Dora Night' where id = :'dora';
select is(fee, 9000, 'a changed fee does not change a booking') from api.booking where id = :'held';
select is(currency, 'EUR', 'nor does a changed currency') from api.booking where id = :'held';
select is(
  doctor_name,
  'Dr. Dora Night',
  'the doctor is shown under the present name'
) from api.booking where id = :'held';
select is(count(*), 2::bigint, 'bookings of a retired doctor are shown') from api.booking;

select is(api.book_slot(:'ben', :'eve_1') #>> '{booking,currency}', 'USD', 'each doctor has their own currency');
select is(count(*), (select count(*) from medbook.bookings), 'every booking has one row') from api.booking;
select hasnt_column('api', 'booking', 'user_id', 'it does not show its patient');
select is(reason, 'a secret', 'why it was cancelled is shown') from api.booking where id = :'confirmed';
select is(ended_by, 'PATIENT', 'and by whom') from api.booking where id = :'confirmed';

select * from finish();
rollback;
