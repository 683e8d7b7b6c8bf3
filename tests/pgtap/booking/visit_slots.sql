begin;
\ir ../names.psql
select plan(5);

select is(v, row(array[:'dora_1']::uuid[], timestamptz '2030-01-08 09:30Z'), 'a short visit takes one slot')
  from booking.visit_slots(:'dora', '2030-01-08 09:00Z', 30) v;
select is(
  v,
  row(array[:'dora_1', :'dora_2']::uuid[], timestamptz '2030-01-08 10:00Z'),
  'a longer one as many as it needs'
) from booking.visit_slots(:'dora', '2030-01-08 09:00Z', 31) v;
select is(
  v.slot_ids,
  null,
  'it does not go on where the slots end'
) from booking.visit_slots(:'dora', '2030-01-08 10:30Z', 31) v;
select api.book_slot(:'ben', :'dora_2') as taken \gset
select is(
  cardinality(v.slot_ids),
  2,
  'also taken slots are named'
) from booking.visit_slots(:'dora', '2030-01-08 09:00Z', 45) v;
select api.close_slot(:'chief', :'dora_3') as closed \gset
select is(v.slot_ids, null, 'a closed slot is a gap') from booking.visit_slots(:'dora', '2030-01-08 09:30Z', 45) v;

select * from finish();
rollback;
