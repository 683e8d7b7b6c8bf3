begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../kinds.psql
select plan(5);

select is(
  booking.for_service(pg_temp.offer(:'dora_1'), null),
  pg_temp.offer(:'dora_1'),
  'without a kind nothing changes'
);
select is(
  to_jsonb(o) -> 'further_slot_ids' || jsonb_build_array(o.service_name, o.fee, o.end_time),
  jsonb_build_array(:'dora_2', 'First visit', 12000, '2030-01-08T10:00:00+00:00'),
  'a visit has further slots, its own price and end') from booking.for_service(pg_temp.offer(:'dora_1'), :'long') o;
select is(o.further_slot_ids, null, 'a short one has no further slots')
  from booking.for_service(pg_temp.offer(:'dora_1'), :'short') o;
select is(o.fee, 9000, 'and without a price of its own the doctor''s')
  from booking.for_service(pg_temp.offer(:'dora_1'), :'short') o;
select is(o.end_time, null, 'where too little time follows there is no end')
  from booking.for_service(pg_temp.offer(:'dora_4'), :'long') o;

select * from finish();
rollback;
