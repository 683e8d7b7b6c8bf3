begin;
\ir ../names.psql
select plan(5);

select :'dora_1'::uuid as request \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
insert into medbook.booking_requests (user_id, request_id, wish_digest, booking_id, created_at)
values (:'ann', :'request', sha256('wish'), :'held', core.now());
select is(
  booking.answer_request(:'ann', :'request', sha256('wish')),
  api.get_booking(:'ann', :'held'),
  'a repeated request is answered with its booking'
);
select is(
  booking.answer_request(:'ann', :'request', sha256('another')),
  '{"success": false, "error": "REQUEST_REUSED"}',
  'another wish under the same name is refused'
);
select is(booking.answer_request(:'ann', :'dora_2', sha256('wish')), null, 'another request is new');
select is(booking.answer_request(:'ben', :'request', sha256('wish')), null, 'somebody else''s is another one');
select api.cancel_booking(:'ann', :'held') as cancelled \gset
select is(
  booking.answer_request(:'ann', :'request', sha256('wish')) #>> '{booking,status}',
  'CANCELLED',
  'the booking is shown as it is now'
);

select * from finish();
rollback;
