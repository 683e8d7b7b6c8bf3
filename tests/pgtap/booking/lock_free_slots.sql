begin;
\ir ../names.psql
select plan(4);

select ok(booking.lock_free_slots(:'dora', array[:'dora_1', :'dora_2']::uuid[], null, core.now()), 'both are free');
select ok(
  not booking.lock_free_slots(:'dora', array[:'dora_1', :'dora_closed']::uuid[], null, core.now()),
  'one that is closed is not'
);
update medbook.slots set service_ids = array[:'nobody']::uuid[] where id = :'dora_2';
select ok(
  not booking.lock_free_slots(:'dora', array[:'dora_1', :'dora_2']::uuid[], null, core.now()),
  'nor is one that is for other visits'
);
select ok(
  booking.lock_free_slots(:'dora', array[:'dora_1', :'dora_2']::uuid[], :'nobody', core.now()),
  'for these it is'
);

select * from finish();
rollback;
