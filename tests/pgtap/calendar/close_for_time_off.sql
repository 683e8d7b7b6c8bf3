begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(18);

-- The caller has written the time off. Dora's slots are from 9:00 to 11:00 of the 8th.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
create function pg_temp.leave(p_from timestamptz, p_to timestamptz) returns jsonb language plpgsql as $$
begin
  insert into medbook.time_off (doctor_id, during, created_at)
    values (test.dora(), tstzrange(p_from, p_to), '2030-01-07 08:00Z');
  return calendar.close_for_time_off(test.dora(), tstzrange(p_from, p_to));
end
$$;
savepoint booked;
select :state as before \gset
select is(
  pg_temp.leave('2030-01-09Z', '2030-01-10Z'),
  '{"closed": 0, "affected_bookings": []}',
  'a time off where no slots are closes none'
);
select is(
  pg_temp.leave('2030-01-08 08:00Z', '2030-01-08 09:00Z'),
  '{"closed": 0, "affected_bookings": []}',
  'nor does one that ends when a slot begins'
);
select is(
  pg_temp.leave('2030-01-08 11:00Z', '2030-01-08 12:00Z'),
  '{"closed": 0, "affected_bookings": []}',
  'or begins when a slot ends; what is closed stays so'
);
select is(:state, :'before', 'nothing was changed');
rollback to booked;
select is(
  pg_temp.leave('2030-01-08 08:00Z', '2030-01-08 09:00:00.000001Z') -> 'closed',
  '1',
  'a microsecond of time off closes a slot'
);
select is(pg_temp.state(:'dora_1'), 'closed TIME_OFF', 'which is the one');
rollback to booked;
select is(pg_temp.leave('2030-01-08 10:29:59.999999Z', '2030-01-08 10:30Z') -> 'closed', '1', 'at its end too');
select is(pg_temp.state(:'dora_3'), 'closed TIME_OFF', 'which is the one before');
select is(pg_temp.state(:'dora_4'), 'free', 'not the one behind');
rollback to booked;
select pg_temp.leave('2030-01-07Z', '2030-01-09Z') as answer \gset
select is(:'answer'::jsonb -> 'closed', '4', 'a longer one closes all free ones, the past ones too');
select is(
  :'answer'::jsonb -> 'affected_bookings',
  jsonb_build_array(api.get_patient_booking(:'chief', :'booked') -> 'booking'),
  'and lists the bookings'
);
select is(pg_temp.state(:'dora_2'), 'booked TIME_OFF', 'which stays, and closes when its booking ends');
select is(pg_temp.state(:'dora_closed'), 'closed', 'a slot closed before keeps its cause');
select is(pg_temp.state(:'eve_1'), 'free', 'another doctor is there');
select is(pg_temp.history(:'booked'), '{Ann: PENDING,Ann: PENDING > CONFIRMED}', 'nothing happened to the booking');
select is_empty($$select * from health.check_invariants()$$, 'the clinic is healthy');
select is(pg_temp.leave('2030-01-08Z', '2030-01-09Z') -> 'closed', '0', 'a second leave over the first closes nothing');
select is(
  pg_temp.leave('2030-01-08Z', '2030-01-09Z') #>> '{affected_bookings,0,id}',
  :'booked',
  'but lists the bookings again'
);

select * from finish();
rollback;
