begin;
\ir ../names.psql
select plan(11);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held_1 \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held_2 \gset
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as held_3 \gset
select api.confirm_booking(:'ann', :'held_2') as confirmed \gset
update medbook.bookings set status = 'CANCELLED', cancelled_at = '2030-01-07 08:01Z',
  expires_at = null where id in (:'held_1', :'held_2');
update medbook.slots set changed = '3' where doctor_id = :'dora';

select booking.free_slots(:'dora', array[:'dora_1', :'dora_2']::uuid[], '2030-01-07 08:01Z') as freed \gset
select is(is_available, true, 'a held slot is offered again') from medbook.slots where id = :'dora_1';
select is(held_until, null, 'a freed slot is not held') from medbook.slots where id = :'dora_1';
select is(
  changed,
  pg_current_xact_id(),
  'a freed slot names the transaction that freed it'
) from medbook.slots where id = :'dora_1';
select is(is_available, true, 'a booked slot is offered again') from medbook.slots where id = :'dora_2';
select is(is_available, false, 'other slots stay as they are') from medbook.slots where id = :'dora_3';
select is(changed, '3', 'other slots are not marked as changed') from medbook.slots where id = :'dora_3';
select is_empty('select * from health.check_invariants()', 'the copies agree');

select :state as before \gset
select booking.free_slots(:'dora', '{}', '2030-01-07 08:01Z') as freed \gset
select is(:state, :'before', 'no slots are no change');
select booking.free_slots(:'eve', array[:'dora_3']::uuid[], '2030-01-07 08:01Z') as freed \gset
select is(:state, :'before', 'slots of another doctor are not freed');
select throws_ok(
  format('select booking.free_slots(%L, array[%L]::uuid[], %L)', :'dora', :'dora_closed', '2030-01-07 08:01Z'),
  '23514',
  null,
  'a closed slot cannot be offered again'
);
select is(:state, :'before', 'nothing changed after all');

select * from finish();
rollback;
