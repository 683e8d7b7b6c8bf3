begin;
\ir ../names.psql
select plan(9);

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

select * from finish();
rollback;
