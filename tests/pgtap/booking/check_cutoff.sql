begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(26);

-- Ann's appointment at 9:00 of the 8th, and her hold on the next slot.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
create function pg_temp.checked(p_booking_id uuid, p_change text, p_now timestamptz) returns jsonb language sql as $$
  select booking.check_cutoff(b, p_change, p_now) from medbook.bookings b where id = p_booking_id
$$;

-- Without a cut-off an appointment can be changed until it begins.
select is(pg_temp.checked(:'booked', 'cancel', '2030-01-07 08:00Z'), null, 'an appointment can be cancelled');
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 08:59:59.999999Z'),
  null,
  'until the last microsecond before it begins'
);
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 09:00Z'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-01-08T09:00:00+00:00"}',
  'from its beginning on it is too late'
);
select is(
  pg_temp.checked(:'booked', 'reschedule', '2030-01-08 08:59:59.999999Z'),
  null,
  'it can be moved until the last microsecond before it begins'
);
select is(
  pg_temp.checked(:'booked', 'reschedule', '2030-01-08 09:00Z'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-01-08T09:00:00+00:00"}',
  'from its beginning on it is too late for that too'
);

-- The clinic's cut-offs.
update medbook.settings set cancel_cutoff = '2 hours', reschedule_cutoff = '4 hours';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 06:59:59.999999Z'),
  null,
  'two hours and a microsecond before it an appointment can be cancelled'
);
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 07:00Z'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-01-08T07:00:00+00:00"}',
  'two hours before it no more'
);
select is(
  pg_temp.checked(:'booked', 'reschedule', '2030-01-08 04:59:59.999999Z'),
  null,
  'four hours and a microsecond before it an appointment can be moved'
);
select is(
  pg_temp.checked(:'booked', 'reschedule', '2030-01-08 05:00Z'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-01-08T05:00:00+00:00"}',
  'four hours before it no more'
);
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 05:00Z'),
  null,
  'a booking too late to move can still be cancelled'
);

-- The doctor's own.
update medbook.doctors set cancel_cutoff = '1 day' where id = :'eve';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 06:59:59.999999Z'),
  null,
  'another doctor''s cut-off does not count'
);
update medbook.doctors set cancel_cutoff = '6 hours' where id = :'dora';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 03:00Z') ->> 'cutoff_at',
  '2030-01-08T03:00:00+00:00',
  'the doctor''s own does, in the place of the clinic''s'
);
select is(pg_temp.checked(:'booked', 'cancel', '2030-01-08 02:59:59.999999Z'), null, 'to the microsecond');
select is(
  pg_temp.checked(:'booked', 'reschedule', '2030-01-08 04:59:59.999999Z'),
  null,
  'the doctor''s cut-off for cancelling does not count for moving'
);
update medbook.doctors set cancel_cutoff = '0', reschedule_cutoff = '1 hour' where id = :'dora';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-08 08:59:59.999999Z'),
  null,
  'a doctor may have no cut-off where the clinic has one'
);
select is(
  pg_temp.checked(:'booked', 'reschedule', '2030-01-08 08:00Z') ->> 'error',
  'TOO_LATE',
  'or one of one''s own for moving only'
);

-- A hold can be given up while it lasts: nobody relies on it.
update medbook.doctors set cancel_cutoff = '10 days', reschedule_cutoff = '10 days' where id = :'dora';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-01-07 08:00Z') ->> 'error',
  'TOO_LATE',
  'a cut-off may be longer than the appointment was made before'
);
select is(pg_temp.checked(:'held', 'cancel', '2030-01-07 08:00Z'), null, 'a hold can be cancelled after the cut-off');
select is(pg_temp.checked(:'held', 'reschedule', '2030-01-07 08:00Z'), null, 'and moved');

-- Days are 24 hours. Berlin's clock is put forward at 1:00 UTC of the 31st of March.
update medbook.doctors set cancel_cutoff = '1 day' where id = :'dora';
update test.slots set start_time = '2030-03-31 10:00Z', end_time = '2030-03-31 10:30Z' where id = :'dora_1';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-03-30 09:59:59.999999Z'),
  null,
  'a day before noon of a day with 23 hours it is eleven o''clock'
);
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-03-30 10:00Z') ->> 'cutoff_at',
  '2030-03-30T10:00:00+00:00',
  'and then it is too late'
);
set local timezone = 'Europe/Berlin';
select is(
  pg_temp.checked(:'booked', 'cancel', '2030-03-30 09:59:59.999999Z'),
  null,
  'the session''s time zone does not matter'
);
select is(
  (pg_temp.checked(:'booked', 'cancel', '2030-03-30 10:00Z') ->> 'cutoff_at')::timestamptz,
  '2030-03-30 10:00Z'::timestamptz,
  'to the microsecond'
);
set local timezone = 'America/New_York';
select is(pg_temp.checked(:'booked', 'cancel', '2030-03-30 09:59:59.999999Z'), null, 'whichever it is');
select is(
  (pg_temp.checked(:'booked', 'cancel', '2030-03-30 10:00Z') ->> 'cutoff_at')::timestamptz,
  '2030-03-30 10:00Z'::timestamptz,
  'to the microsecond again'
);
set local timezone = 'UTC';

-- What has ended is for others to judge.
update medbook.bookings set status = 'CANCELLED', cancelled_at = '2030-01-07 08:01Z' where id = :'booked';
select is(pg_temp.checked(:'booked', 'cancel', '2031-01-01Z'), null, 'a cancelled booking is not too late');

select * from finish();
rollback;
