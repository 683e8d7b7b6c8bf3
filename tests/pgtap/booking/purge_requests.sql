begin;
\ir ../names.psql
select plan(5);

select api.book_soonest(:'ann', :'dora_1', 'Cardiology') #>> '{booking,id}' as held \gset
update test.clock set now = now + interval '30 days' - interval '1 microsecond';
select is(booking.purge_requests(), 0, 'a request is kept for 30 days');
select is(
  api.book_soonest(:'ann', :'dora_1', 'Cardiology') #>> '{booking,id}',
  :'held',
  'and answered with its booking'
);
update test.clock set now = now + interval '1 microsecond';
select lives_ok(
  'set local role medbook_worker; select booking.purge_requests(); reset role',
  'then the worker can purge it'
);
select is_empty('select from medbook.booking_requests', 'it is gone');
select isnt_empty('select from medbook.bookings', 'its booking is not');

select * from finish();
rollback;
