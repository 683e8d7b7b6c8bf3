begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(9);

select is(
  pg_temp.said(booking.book_visit(:'ann', :'dora_1', :'no_service', :'ann')),
  'SERVICE_NOT_FOUND',
  'of no kind'
);
select is(
  pg_temp.said(booking.book_visit(:'ann', :'dora_1', :'chiefs', :'ann')),
  'SERVICE_RESTRICTED',
  'of a kind of the clinic'
);
select is(
  pg_temp.said(booking.book_visit(:'ann', :'dora_none', :'long', :'ann')),
  'SLOT_NOT_FOUND',
  'a slot that is not'
);
select booking.book_visit(:'ann', :'dora_1', :'long', :'ann') as visit \gset
select is(
  (select jsonb_object_agg(key, value) from jsonb_each(:'visit'::jsonb -> 'booking')
    where key in ('service_name', 'fee', 'end_time', 'status')),
  '{"service_name": "First visit", "fee": 12000, "end_time": "2030-01-08T10:00:00+00:00", "status": "PENDING"}',
  'the booking has the kind of visit, its price and its whole time');
select is(
  booking.book_visit(:'ann', :'dora_1', :'long', :'ann'),
  :'visit'::jsonb - 'created',
  'a repeated request is answered with it');
select is(
  pg_temp.said(booking.book_visit(:'ann', :'dora_2', :'long', :'ann')),
  'SLOT_UNAVAILABLE',
  'not by its second slot'
);
select is(pg_temp.said(api.book_slot(:'ann', :'dora_1')), 'SLOT_UNAVAILABLE', 'nor without the kind');
select is(
  pg_temp.said(booking.book_visit(:'ben', :'dora_1', :'long', :'ben')),
  'SLOT_UNAVAILABLE',
  'others are refused'
);
update medbook.slots set service_ids = array[:'short']::uuid[] where id = :'dora_3';
select is(
  pg_temp.said(api.book_slot(:'ben', :'dora_3')),
  'SERVICE_NOT_OFFERED',
  'a slot that is for a kind needs it named'
);

select * from finish();
rollback;
