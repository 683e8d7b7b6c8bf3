begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(24);

select columns_are(
  'api',
  'statistic',
  array['day', 'doctor_id', 'opened', 'booked', 'cancelled', 'lapsed', 'no_shows', 'utilisation', 'lead_hours'],
  'a day has the members that the documentation names'
);
create function pg_temp.day(p_doctor_id uuid, p_day date) returns text language sql as $$
  select format('opened %s, booked %s, cancelled %s, lapsed %s, no-shows %s, utilisation %s', opened, booked, cancelled,
    lapsed, no_shows, utilisation) from api.statistic where doctor_id = p_doctor_id and day = p_day
$$;

select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 0, cancelled 0, lapsed 0, no-shows 0, utilisation 0',
  'free slots were offered; closed ones were not'
);
select is(
  pg_temp.day(:'dora', '2030-01-07'),
  'opened 1, booked 0, cancelled 0, lapsed 0, no-shows 0, utilisation 0',
  'the past has its own day'
);
select is(pg_temp.day(:'dora', '2030-01-09'), null, 'a day without slots has no row');
select is(
  pg_temp.day(:'fay', '2030-01-08'),
  'opened 1, booked 0, cancelled 0, lapsed 0, no-shows 0, utilisation 0',
  'a retired doctor''s calendar counts too'
);
select results_eq(
  'select count(*) from api.statistic group by day, doctor_id having count(*) > 1',
  array[]::bigint[],
  'a doctor''s day has one row'
);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 0, cancelled 0, lapsed 0, no-shows 0, utilisation 0',
  'a hold is nothing yet'
);
select api.confirm_booking(:'ann', :'held') as answer \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 1, cancelled 0, lapsed 0, no-shows 0, utilisation 25',
  'an appointment is booked'
);
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as lapsing \gset
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 1, cancelled 0, lapsed 0, no-shows 0, utilisation 25',
  'a hold lapses not before its time'
);
update test.clock set now = '2030-01-07 08:02Z';
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 1, cancelled 0, lapsed 1, no-shows 0, utilisation 25',
  'a lapsed hold is counted, swept or not'
);
select booking.expire_bookings() as swept \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 1, cancelled 0, lapsed 1, no-shows 0, utilisation 25',
  'once'
);
select pg_temp.appointment(:'ben', :'dora_2') as second \gset
select api.cancel_booking(:'ben', :'second') as answer \gset
select pg_temp.appointment(:'ben', :'dora_2') as third \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 2, cancelled 1, lapsed 1, no-shows 0, utilisation 50',
  'a slot may be booked again: it is one slot'
);
select api.cancel_booking(:'ben', :'third') as answer \gset
select pg_temp.appointment(:'ben', :'dora_2') as fourth \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 2, cancelled 2, lapsed 1, no-shows 0, utilisation 50',
  'every cancellation counts'
);

-- After the visits.
update test.clock set now = '2030-01-08 12:00Z';
select api.complete_booking(:'chief', :'held') as answer \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 2, cancelled 2, lapsed 1, no-shows 0, utilisation 50',
  'a visit that took place was booked'
);
select api.mark_no_show(:'chief', :'fourth') as answer \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 4, booked 2, cancelled 2, lapsed 1, no-shows 1, utilisation 50',
  'so was a missed one, which is counted'
);

-- What is closed without ever having been booked was not offered.
update test.clock set now = '2030-01-08 08:00Z';
select api.close_slot(:'chief', :'dora_3') as answer \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 3, booked 2, cancelled 2, lapsed 1, no-shows 1, utilisation 67',
  'a closed slot is not counted; percents are whole'
);
select pg_temp.appointment(:'ben', :'dora_4') as fifth \gset
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') as answer \gset
select api.cancel_booking(:'ben', :'fifth') as answer \gset
select is(
  pg_temp.day(:'dora', '2030-01-08'),
  'opened 3, booked 2, cancelled 3, lapsed 1, no-shows 1, utilisation 67',
  'one that closed after its booking was cancelled had been offered'
);

-- The day is that of the doctor's calendar, whatever the session's time zone.
select pg_temp.slot(
  :'dora',
  21,
  '2030-03-30 22:30Z'
), pg_temp.slot(:'dora', 22, '2030-03-30 23:00Z'), pg_temp.slot(:'dora', 23, '2030-03-31 21:30Z'),
  pg_temp.slot(:'dora', 24, '2030-03-31 22:00Z') as made \gset
select results_eq(
  format('select day, opened from api.statistic where doctor_id = %L and day > ''2030-03-01'' order by day', :'dora'),
  $$values ('2030-03-30'::date, 1), ('2030-03-31', 2), ('2030-04-01', 1)$$,
  'Berlin''s 31st of March is from 23:00 to 22:00 UTC'
);
set local timezone = 'Pacific/Apia';
select results_eq(
  format('select day, opened from api.statistic where doctor_id = %L and day > ''2030-03-01'' order by day', :'dora'),
  $$values ('2030-03-30'::date, 1), ('2030-03-31', 2), ('2030-04-01', 1)$$,
  'seen from wherever'
);
set local timezone = 'UTC';
select pg_temp.slot(:'eve', 21, '2030-03-31 03:30Z') as made \gset
select is(
  pg_temp.day(:'eve', '2030-03-30'),
  'opened 1, booked 0, cancelled 0, lapsed 0, no-shows 0, utilisation 0',
  'New York''s day is another'
);

-- A booking that is moved is booked where it is.
select pg_temp.appointment(:'ann', 'd0c00001-0000-8000-8000-000000000021') as moving \gset
select api.reschedule_booking(:'ann', :'moving', 'd0c00002-0000-8000-8000-000000000021') as answer \gset
select is(
  pg_temp.day(:'dora', '2030-03-30'),
  'opened 1, booked 0, cancelled 0, lapsed 0, no-shows 0, utilisation 0',
  'a moved booking was not cancelled here'
);
select is(
  pg_temp.day(:'eve', '2030-03-30'),
  'opened 1, booked 1, cancelled 0, lapsed 0, no-shows 0, utilisation 100',
  'and is booked there'
);

-- DBAs read it.
grant usage on schema test to medbook_operator;
grant select on test.clock to medbook_operator;
select lives_ok('set local role medbook_operator; select * from api.statistic; reset role', 'DBAs can read it');
select is(has_table_privilege('medbook_gateway', 'api.statistic', 'select'), false, 'the gateway cannot');

select * from finish();
rollback;
