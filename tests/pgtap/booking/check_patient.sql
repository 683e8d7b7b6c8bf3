begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../calendar.psql
select plan(43);
\set now '2030-01-07 08:00:00Z'
create function pg_temp.check(p_user_id uuid, p_slot_id uuid, p_except uuid, p_now timestamptz)
  returns jsonb language sql as $$
  select booking.check_patient(p_user_id, pg_temp.offer(p_slot_id), p_except, p_now)
$$;

-- What Ann's bookings say against a slot of Eve's from and to these times of the 8th.
select pg_temp.slot(:'eve', 11, '2030-01-08 09:00Z') as other \gset
create function pg_temp.checked(p_from time, p_to time, p_but uuid default null) returns jsonb language plpgsql as $$
begin
  update test.slots set start_time = '2030-01-08Z'::timestamptz + p_from,
    end_time = '2030-01-08Z'::timestamptz + p_to
   where id = 'd0c00002-0000-8000-8000-000000000011';
  return pg_temp.check(test.ann(), 'd0c00002-0000-8000-8000-000000000011', p_but, '2030-01-07 08:00Z');
end
$$;

select is(pg_temp.check(:'ann', :'dora_1', null, :'now'), null, 'a patient without bookings may have one');
select is(pg_temp.check(null, :'dora_1', null, :'now'), null, 'nobody has no bookings');
select is(
  pg_temp.check(:'ann', :'dora_none', null, :'now'),
  null,
  'a slot that does not exist overlaps nothing'
);
select is(pg_temp.check(:'ann', null, null, :'now'), null, 'nor does no slot');

-- No two at a time, whoever the doctor. Dora's first slot is from 9:00 to 9:30.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select is(
  pg_temp.checked('09:00', '09:30'),
  jsonb_build_object('success', false, 'error', 'OVERLAPPING_BOOKING', 'booking_id', :'booked'),
  'nobody can be at two doctors'' at a time'
);
select is(pg_temp.check(:'ben', :'other', null, :'now'), null, 'other patients can');
select is(pg_temp.checked('08:30', '09:00'), null, 'one slot may end when the other begins');
select is(pg_temp.checked('09:30', '10:00'), null, 'and begin when the other ends');
select is(pg_temp.check(:'ann', :'dora_2', null, :'now'), null, 'at the same doctor too');
select is(
  pg_temp.checked('08:30', '09:00:00.000001') ->> 'booking_id',
  :'booked',
  'a microsecond at the beginning is an overlap'
);
select is(pg_temp.checked('09:29:59.999999', '10:00') ->> 'booking_id', :'booked', 'a microsecond at the end is one');
select is(pg_temp.checked('09:10', '09:20') ->> 'booking_id', :'booked', 'so is a slot within the other');
select is(pg_temp.checked('08:00', '12:00') ->> 'booking_id', :'booked', 'and one that spans the other');
select is(pg_temp.checked('09:00', '09:30', :'booked'), null, 'the booking that is moved does not count');
savepoint booked;
select api.cancel_booking(:'ann', :'booked') as answer \gset
select is(pg_temp.checked('09:00', '09:30'), null, 'a cancelled booking does not count');
rollback to booked;
update medbook.bookings set status = 'COMPLETED' where id = :'booked';
select is(pg_temp.checked('09:00', '09:30'), null, 'a visit that is over does not count');
rollback to booked;
update medbook.bookings set status = 'NO_SHOW' where id = :'booked';
select is(pg_temp.checked('09:00', '09:30'), null, 'nor does one that was missed');
rollback to booked;

-- A hold counts until it lapses. Dora's third slot is from 10:00 to 10:30.
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as held \gset
select is(pg_temp.checked('10:00', '10:10') ->> 'booking_id', :'held', 'a hold overlaps');
select is(
  pg_temp.check(:'ann', :'other', null, '2030-01-07 08:01:59.999999Z') ->> 'booking_id',
  :'held',
  'until its last microsecond'
);
select is(
  pg_temp.check(:'ann', :'other', null, '2030-01-07 08:02Z'),
  null,
  'and does not from the instant it lapses, swept or not'
);

-- At most three holds at once.
select is(pg_temp.check(:'ann', :'eve_1', null, :'now'), null, 'with one hold one may have another');
select api.book_slot(:'ann', :'dora_2') as answer \gset
select is(pg_temp.check(:'ann', :'eve_1', null, :'now'), null, 'and a third');
select api.book_slot(:'ann', :'dora_4') as answer \gset
select is(
  pg_temp.check(:'ann', :'eve_1', null, :'now'),
  '{"success": false, "error": "HOLD_LIMIT", "max_holds": 3}',
  'but no fourth; appointments do not count'
);
select is(pg_temp.check(:'ben', :'eve_1', null, :'now'), null, 'others'' holds do not count');
select is(
  pg_temp.checked('10:00', '10:10') ->> 'error',
  'OVERLAPPING_BOOKING',
  'that it overlaps comes before that there are too many'
);
select is(pg_temp.check(:'ann', :'eve_1', :'held', :'now'), null, 'a move makes no further hold');
select is(pg_temp.check(:'ann', :'eve_1', :'booked', :'now'), null, 'nor does the move of an appointment');
select is(
  pg_temp.checked('10:00', '10:10', :'booked') ->> 'booking_id',
  :'held',
  'a moved booking must not overlap the others'
);
select is(
  pg_temp.check(:'ann', :'eve_1', null, '2030-01-07 08:01:59.999999Z') ->> 'error',
  'HOLD_LIMIT',
  'holds count until their last microsecond'
);
select is(
  pg_temp.check(:'ann', :'eve_1', null, '2030-01-07 08:02Z'),
  null,
  'and not from the instant they lapse'
);
update medbook.settings set max_holds_per_user = 4;
select is(pg_temp.check(:'ann', :'eve_1', null, :'now'), null, 'the clinic may allow more');
update medbook.settings set max_holds_per_user = 1;
select is(pg_temp.check(:'ann', :'eve_1', null, :'now') -> 'max_holds', '1', 'or fewer');
select api.confirm_booking(
  :'ann',
  id
) as answer from medbook.bookings where user_id = :'ann' and status = 'PENDING' \g /dev/null
select is(pg_temp.check(:'ann', :'eve_1', null, :'now'), null, 'a confirmed booking is no hold');
select is(
  pg_temp.checked('08:00', '12:00') ->> 'error',
  'OVERLAPPING_BOOKING',
  'one of several overlapping bookings is named'
);

-- The limits of bookings. Ann has four appointments with Dora on the 8th.
update medbook.settings set max_holds_per_user = 3, max_bookings_per_user = 5;
select is(pg_temp.check(:'ann', :'eve_1', null, :'now'), null, 'a patient may have one booking less than the limit');
update medbook.settings set max_bookings_per_user = 4;
select is(
  pg_temp.check(:'ann', :'eve_1', null, :'now'),
  '{"success": false, "error": "BOOKING_LIMIT", "limit": "max_bookings_per_user", "max_bookings": 4}',
  'then no other'
);
select is(pg_temp.check(:'ben', :'eve_1', null, :'now'), null, 'others'' bookings do not count');
select is(pg_temp.check(:'ann', :'eve_1', :'booked', :'now'), null, 'a move at the limit makes no further booking');
update medbook.settings set max_bookings_per_user = 1;
select is(pg_temp.check(:'ann', :'eve_1', :'booked', :'now'), null, 'beyond a limit that was lowered neither');
select is(
  pg_temp.check(:'ann', :'eve_1', null, '2030-01-08 12:00Z'),
  null,
  'what has begun is not to come'
);
update medbook.settings set max_bookings_per_user = 10, max_bookings_per_doctor_day = 4;
select pg_temp.slot(:'dora', 12, '2030-01-08 14:00Z') as fifth \gset
select is(
  pg_temp.check(:'ann', :'fifth', null, :'now'),
  '{"success": false, "error": "BOOKING_LIMIT", "limit": "max_bookings_per_doctor_day", "max_bookings": 4}',
  'nobody takes a doctor''s whole day'
);
select is(pg_temp.check(:'ann', :'fifth', :'booked', :'now'), null, 'a move within the day takes no more of it');
select is(pg_temp.check(:'ann', :'eve_1', null, :'now'), null, 'another doctor''s day is free');

select * from finish();
rollback;
