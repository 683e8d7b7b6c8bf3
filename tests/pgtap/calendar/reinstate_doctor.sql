begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(14);

-- Dora's third slot was closed by hand, and then Dora was retired.
select api.close_slot(:'chief', :'dora_3') -> 'success' as closed \gset
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.retire_doctor(:'chief', :'dora', 'cancel') -> 'success' as retired \gset
savepoint retired;
select is(
  calendar.reinstate_doctor(:'dora', '2030-01-07 09:00Z'),
  3,
  'every slot that retirement closed opens again, booked then or not'
);
select is(is_active, true, 'the doctor can be booked') from medbook.doctors where id = :'dora';
select is(retired_at, null, 'and is not retired') from medbook.doctors where id = :'dora';
select is(updated_at, '2030-01-07 09:00Z', 'which is a change') from medbook.doctors where id = :'dora';
select is(pg_temp.state(:'dora_1'), 'free', 'the slot of a cancelled booking is free');
select is(status, 'CANCELLED', 'the booking stays cancelled') from medbook.bookings where id = :'booked';
select is(pg_temp.state(:'dora_3'), 'closed CLOSED', 'what was closed by hand stays closed');
select is(pg_temp.state(:'dora_closed'), 'closed', 'so does what was closed before');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to retired;

-- Time has passed, and the clinic is closed for a while.
insert into medbook.time_off (doctor_id, during, created_at)
values (null, '[2030-01-08 10:30Z,2030-01-08 11:00Z)', '2030-01-07Z');
select is(
  calendar.reinstate_doctor(:'dora', '2030-01-08 09:00Z'),
  1,
  'what has begun or is in a time off stays closed'
);
select is(pg_temp.state(:'dora_4'), 'closed TIME_OFF', 'until the time off is removed');
rollback to retired;

-- The calendar is opened at once.
select pg_temp.hours(:'dora', 2, '10:00', '12:00', 30);
update medbook.settings set booking_horizon = '8 days';
select is(
  calendar.reinstate_doctor(:'dora', '2030-01-07 09:00Z'),
  7,
  'what the hours ask for up to the horizon opens too, and nothing where a slot was closed by hand'
);
select is(open_until, '2030-01-15', 'it is noted how far') from medbook.doctors where id = :'dora';
rollback to retired;
select pg_temp.hours(:'dora', 2, '10:00', '11:00', 60);
update medbook.settings set booking_horizon = '3600 days';
select calendar.reinstate_doctor(:'dora', '2030-01-07 09:00Z') as opened \gset
select is(open_until, '2031-01-07', 'but a year at most') from medbook.doctors where id = :'dora';

select * from finish();
rollback;
