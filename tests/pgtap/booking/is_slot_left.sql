begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(7);

select jsonb_build_object('doctor_ids', array[:'dora']) as wish \gset
select ok(not booking.is_slot_left(:'ben', :'wish', core.now()), 'all are taken');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT';
select pg_temp.free(1), pg_temp.free(2);
select ok(booking.is_slot_left(:'ben', :'wish', core.now()), 'one that is free is left');
select ok(not booking.is_slot_left(:'ben', :'wish'::jsonb || '{"weekdays": [3]}', core.now()), 'not on another day');
select ok(
  not booking.is_slot_left(:'ben', :'wish'::jsonb || '{"from": "2030-01-08 10:00Z"}', core.now()),
  'nor at another time'
);
select ok(
  booking.is_slot_left(:'ben', :'wish'::jsonb || jsonb_build_object('service_id', :'hour'), core.now()),
  'an hour has the time of two'
);
select api.book_slot(:'ann', :'dora_1') as booked \gset
select ok(
  not booking.is_slot_left(:'ben', :'wish'::jsonb || jsonb_build_object('service_id', :'hour'), core.now()),
  'but not of one'
);
update test.slots set start_time = '2030-01-08 09:45Z', end_time = '2030-01-08 10:15Z' where id = :'eve_1';
select api.book_slot(:'ben', :'eve_1') as booked \gset
select ok(not booking.is_slot_left(:'ben', :'wish', core.now()), 'who is elsewhere then has none left');

select * from finish();
rollback;
