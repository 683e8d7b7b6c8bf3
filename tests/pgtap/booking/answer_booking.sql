begin;
\ir ../names.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(booking.answer_booking(:'held') -> 'success', 'true', 'the answer is a success');
select is(
  booking.answer_booking(:'held') -> 'booking',
  (select to_jsonb(b) from api.booking b where b.id = :'held'),
  'the answer shows the booking as api.booking does'
);
select is(
  (select array_agg(k order by k) from jsonb_object_keys(booking.answer_booking(:'held')) k),
  array['booking', 'success'],
  'the answer has nothing else'
);
select throws_ok(
  format('select booking.answer_booking(%L)', :'dora_none'),
  'P0002',
  null,
  'to answer a booking that is not there is a bug, and loud'
);

select * from finish();
rollback;
