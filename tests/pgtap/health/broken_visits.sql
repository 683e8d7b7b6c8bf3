begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit \gset
select is_empty('select * from health.broken_visits()', 'a visit that was booked is whole');
savepoint whole;
update medbook.bookings set visit_end = '2030-01-08 10:30Z' where id = :'visit';
select results_eq(
  'select slot_id from health.broken_visits()',
  array[:'dora_1']::uuid[],
  'its slots must reach its end'
);
rollback to whole;
delete from medbook.bookings where part_of = :'visit';
select results_eq('select slot_id from health.broken_visits()', array[:'dora_1']::uuid[], 'and be there');
rollback to whole;
update medbook.bookings set status = 'CONFIRMED', expires_at = null, confirmed_at = '2030-01-07 08:01Z'
 where part_of = :'visit';
select results_eq('select slot_id from health.broken_visits()', array[:'dora_1']::uuid[], 'and have its status');

select * from finish();
rollback;
