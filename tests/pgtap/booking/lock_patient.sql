begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(4);

-- Written directly: booking it would lock the user here.
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at)
values (:'dora', core.new_id(:'dora'), :'dora_1', :'ann', 'PENDING', 0, 'EUR', core.now(), core.now() + '2 minutes')
returning id as held \gset
select pg_temp.lock_elsewhere('medbook.users', :'ann') as other \gset
set local lock_timeout = '1ms';
select throws_ok(
  format('select booking.lock_patient(%L, %L)', :'ann', :'held'),
  '55P03',
  null,
  'it locks the patient of the booking'
);
select throws_ok(
  format('select booking.lock_patient(%L, %L)', :'chief', :'held'),
  '55P03',
  null,
  'for an administrator too'
);
select lives_ok(format('select booking.lock_patient(%L, %L)', :'ben', :'held'), 'a stranger waits for nobody');
select lives_ok(format('select booking.lock_patient(%L, %L)', :'ann', :'dora_none'), 'without a booking nobody is');

select * from finish();
rollback;
