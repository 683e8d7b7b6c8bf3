begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(11);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as other \gset
update medbook.slots set changed = '3', close_cause = case when id = :'dora_1' then 'TIME_OFF'::medbook.close_cause end
  where id in (:'dora_1', :'dora_2');
select booking.confirm_hold(
  b,
  :'chief',
  '2030-01-07 08:01Z'
) as confirmed from medbook.bookings b where id = :'held' \gset
select is(status, 'CONFIRMED', 'a hold becomes an appointment') from medbook.bookings where id = :'held';
select is(confirmed_at, '2030-01-07 08:01Z', 'at the given time') from medbook.bookings where id = :'held';
select is(expires_at, null, 'which does not expire') from medbook.bookings where id = :'held';
select is(pg_temp.history(:'held'), '{Ann: PENDING,Chief: PENDING > CONFIRMED}', 'the history names the actor');
select is(
  pg_temp.state(:'dora_1'),
  'booked TIME_OFF',
  'the slot is booked, and closes with the appointment as with the hold'
);
select is(held_until, null, 'it is not held') from medbook.slots where id = :'dora_1';
select is(changed, pg_current_xact_id(), 'it names the transaction') from medbook.slots where id = :'dora_1';
select is(status, 'PENDING', 'another booking is as it was') from medbook.bookings where id = :'other';
select is(changed, '3', 'so is its slot') from medbook.slots where id = :'dora_2';
select booking.confirm_hold(
  b,
  null,
  '2030-01-07 08:01:30Z'
) as confirmed from medbook.bookings b where id = :'other' \gset
select is(pg_temp.history(:'other'), '{Ben: PENDING,nobody: PENDING > CONFIRMED}', 'a DBA is nobody');
select is_empty($$select * from health.check_invariants() where rule like 'the slot says%'$$, 'the copies agree');

select * from finish();
rollback;
