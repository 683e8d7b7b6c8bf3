begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(2);

select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit \gset
select is(booking.slots_of(b), array[:'dora_1', :'dora_2']::uuid[], 'a visit has all that it takes')
  from medbook.bookings b where id = :'visit';
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as plain \gset
select is(
  booking.slots_of(b),
  array[:'dora_3']::uuid[],
  'another booking has one'
) from medbook.bookings b where id = :'plain';

select * from finish();
rollback;
