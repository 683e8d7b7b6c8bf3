begin;
\ir ../names.psql
select plan(10);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
\set hold 'select b from medbook.bookings b where b.id = :\'held\''

update test.clock set now = now + interval '1 minute';
select ok(booking.extend_hold((:hold), core.now()), 'a hold is extended');
select is(expires_at, '2030-01-07 08:03Z', 'by a full hold_duration from now') from medbook.bookings where id = :'held';
select is(held_until, '2030-01-07 08:03Z', 'and so is its slot') from medbook.slots where id = :'dora_1';
select ok(booking.extend_hold((:hold), core.now()), 'a repeated call succeeds');
select is(expires_at, '2030-01-07 08:03Z', 'and changes nothing') from medbook.bookings where id = :'held';
select ok(
  booking.extend_hold((:hold), core.now() - interval '30 seconds'),
  'a call that comes late succeeds too'
);
select is(expires_at, '2030-01-07 08:03Z', 'a hold gets no shorter') from medbook.bookings where id = :'held';

update medbook.settings set max_hold = '150 seconds';
select ok(not booking.extend_hold((:hold), core.now()), 'it cannot last longer than max_hold after it was made');
update medbook.settings set max_hold = '210 seconds';
select ok(
  booking.extend_hold((:hold), core.now() + interval '1 minute'),
  'the last extension is as long as may be'
);
select is(expires_at, '2030-01-07 08:03:30Z', 'which is shorter') from medbook.bookings where id = :'held';

select * from finish();
rollback;
