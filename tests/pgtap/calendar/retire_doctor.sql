begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(22);

-- The first slot is booked by Ann, the second held by Ben, the third held and lapsed, the fourth free, one more booked
-- by Ann.
select pg_temp.slot(:'dora', 21, '2030-01-09 09:00Z') as more \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as lapsed \gset
update test.clock set now = '2030-01-07 08:02Z';
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.appointment(:'ann', :'more') as second \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as held \gset
update medbook.slots set close_cause = 'TIME_OFF' where id = :'more';
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'dora', '[2030-01-09Z,2030-01-10Z)', '2030-01-07Z');
savepoint booked;

select calendar.retire_doctor(
  :'dora',
  slots,
  calendar.affected_bookings(:'dora', slots),
  :'chief'
) as retired from calendar.lock_calendar(:'dora') as slots \gset
select is(is_active, false, 'the doctor cannot be booked any more') from medbook.doctors where id = :'dora';
select is(retired_at, '2030-01-07 08:02Z', 'from now on') from medbook.doctors where id = :'dora';
select is(updated_at, '2030-01-07 08:02Z', 'which is a change') from medbook.doctors where id = :'dora';
select is(
  (select array_agg(id order by id) from medbook.bookings where status = 'CANCELLED'),
  (select array_agg(id order by id) from unnest(array[:'booked', :'second', :'held']::uuid[]) id),
  'appointments and holds are cancelled'
);
select is(reason, 'the doctor has left', 'they say why') from medbook.bookings where id = :'booked';
select is(ended_by, 'CLINIC', 'and by whom') from medbook.bookings where id = :'booked';
select is(
  pg_temp.history(:'booked'),
  '{Ann: PENDING,Ann: PENDING > CONFIRMED,Chief: CONFIRMED > CANCELLED}',
  'an appointment''s history names the actor'
);
select is(pg_temp.history(:'held'), '{Ben: PENDING,Chief: PENDING > CANCELLED}', 'so does a hold''s');
select is(
  pg_temp.history(:'lapsed'),
  '{Ben: PENDING,nobody: PENDING > FAILED}',
  'a lapsed hold is not cancelled'
);
select is(
  (select array_agg(distinct pg_temp.state(id)) from medbook.slots
    where id in (:'dora_1', :'dora_2', :'dora_3', :'dora_4')),
  '{closed RETIRED}',
  'coming slots are closed, free or not'
);
select is(pg_temp.state(:'more'), 'closed TIME_OFF', 'a slot that was to close in a time off did');
select is(pg_temp.state(:'dora_past'), 'free', 'the past stays as it was');
select is(pg_temp.state(:'eve_1'), 'free', 'so do other doctors');
select is(
  (select array_agg(line order by line) from unnest(pg_temp.audited()) line),
  '{Chief: cancel booking (Ann),Chief: cancel booking (Ben),Chief: retire doctor}',
  'each cancelled booking''s patient is recorded, and the retirement'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select is(calendar.retire_doctor(:'eve', '{}', '[]', null)::text, '', 'a doctor without slots can be retired');
select is((pg_temp.audited())[4], 'DBA: retire doctor', 'by a DBA');
rollback to booked;

-- A visit that is going on and is marked already keeps its status.
update test.clock set now = '2030-01-08 09:10Z';
select api.complete_booking(:'chief', :'booked') as answer \gset
select calendar.retire_doctor(
  :'dora',
  slots,
  calendar.affected_bookings(:'dora', slots),
  :'chief'
) as retired from calendar.lock_calendar(:'dora') as slots \gset
select is(status, 'COMPLETED', 'a visit that took place is not cancelled') from medbook.bookings where id = :'booked';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy when a visit is still going on');
rollback to booked;

-- A visit that is going on and is not marked.
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select calendar.retire_doctor(
  :'dora',
  slots,
  calendar.affected_bookings(:'dora', slots),
  :'chief'
) as retired from calendar.lock_calendar(:'dora') as slots \gset
select is(
  status,
  'CANCELLED',
  'an appointment is still to come until it begins'
) from medbook.bookings where id = :'booked';
rollback to booked;
update test.clock set now = '2030-01-08 09:00Z';
select calendar.retire_doctor(
  :'dora',
  slots,
  calendar.affected_bookings(:'dora', slots),
  :'chief'
) as retired from calendar.lock_calendar(:'dora') as slots \gset
select is(status, 'CONFIRMED', 'then it takes place') from medbook.bookings where id = :'booked';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy after all');

select * from finish();
rollback;
