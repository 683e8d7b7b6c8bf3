begin;
\ir ../names.psql
select plan(5);

\ir ../offer.psql
select is(
  (booking.starts_before(pg_temp.offer(:'dora_3'), core.now())).slot_ids,
  array[:'dora_3']::uuid[],
  'without longer visits only the slot itself'
);
insert into medbook.services (name, minutes) values ('Hour', 60);
select is(
  (booking.starts_before(pg_temp.offer(:'dora_3'), core.now())).slot_ids,
  array[:'dora_2', :'dora_3']::uuid[],
  'an hour can start half an hour before'
);
select is(
  (booking.starts_before(pg_temp.offer(:'dora_3'), core.now())).times_of_day,
  '{10:30,11:00}',
  'by the doctor''s clock'
);
select is((booking.starts_before(pg_temp.offer(:'dora_3'), core.now())).weekdays, '{2,2}', 'and calendar');
select api.book_slot(:'ann', :'dora_2') as booked \gset
select is(
  (booking.starts_before(pg_temp.offer(:'dora_3'), core.now())).slot_ids,
  array[:'dora_3']::uuid[],
  'not with a slot that is taken'
);

select * from finish();
rollback;
