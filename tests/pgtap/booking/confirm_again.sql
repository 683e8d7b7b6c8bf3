begin;
\ir ../names.psql
select plan(12);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
\set lapsed 'select b from medbook.bookings b where b.id = :\'held\''
update test.clock set now = now + interval '2 minutes';

savepoint lapsed;
select booking.confirm_again((:lapsed), :'ann') as answer \gset
select isnt(:'answer'::jsonb ->> 'created', :'held', 'the slot of a lapsed hold is booked by a new booking');
select is(
  :'answer'::jsonb - 'created',
  booking.answer_booking((:'answer'::jsonb ->> 'created')::uuid),
  'which the answer shows'
);
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'it is confirmed');
select is(status, 'FAILED', 'the old one has failed') from medbook.bookings where id = :'held';
select is_empty('select * from health.check_invariants()', 'the copies agree');
select is(
  booking.confirm_again((:lapsed), :'ann'),
  :'answer'::jsonb - 'created',
  'a repeated call is answered with the same booking'
);
rollback to lapsed;

select api.book_slot(:'ann', :'dora_1') ->> 'created' as again \gset
select is(
  booking.confirm_again((:lapsed), :'ann') #>> '{booking,id}',
  :'again',
  'if the patient holds the slot again, that hold is confirmed'
);
rollback to lapsed;

select api.book_slot(:'ben', :'dora_1') as taken \gset
select is(
  booking.confirm_again((:lapsed), :'ann') ->> 'error',
  'SLOT_UNAVAILABLE',
  'somebody else''s slot is refused'
);
rollback to lapsed;

select booking.confirm_again((:lapsed), :'chief') as answer \gset
select is(user_id, :'ann', 'an administrator books it for the patient')
  from medbook.bookings where id = (:'answer'::jsonb ->> 'created')::uuid;
rollback to lapsed;

\ir ../waitlist.psql
select api.leave_waitlist(:'ben', :'ben_waits');
select pg_temp.free(2);
select id as held from medbook.bookings where waitlist_id = :'ann_waits' \gset
update test.clock set now = now + interval '1 hour';
select booking.expire_bookings();
select booking.confirm_again((:lapsed), :'ann') as answer \gset
select is(:'answer'::jsonb #>> '{booking,status}', 'CONFIRMED', 'an offer that lapsed can be confirmed too');
select is(booking_id, (:'answer'::jsonb ->> 'created')::uuid, 'and ends the waiting')
  from medbook.waitlist where id = :'ann_waits';
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
