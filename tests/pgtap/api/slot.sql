begin;
\ir ../names.psql
select plan(16);

select columns_are(
  'api',
  'slot',
  array['id', 'doctor_id', 'start_time', 'end_time', 'is_available', 'service_ids'],
  'a slot has the members that the documentation names'
);
select is(count(*), (select count(*) from medbook.slots), 'every slot has one row') from api.slot;
select is(is_available, true, 'a free slot is available') from api.slot where id = :'dora_1';
select is(is_available, false, 'a started slot is not available') from api.slot where id = :'dora_past';
select is(is_available, false, 'a closed slot is not available') from api.slot where id = :'dora_closed';
select is(is_available, false, 'a slot of a retired doctor is not available') from api.slot where id = :'fay_1';

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select is(
  is_available,
  false,
  'a held slot is not available until the last microsecond'
) from api.slot where id = :'dora_1';
update test.clock set now = now + interval '1 microsecond';
select is(
  is_available,
  true,
  'a held slot is available from the instant the hold lapses, swept or not'
) from api.slot where id = :'dora_1';
select is(is_available, false, 'a booked slot is not available') from api.slot where id = :'dora_2';
select api.cancel_booking(:'ann', :'confirmed') as answer \gset
select is(is_available, true, 'a cancelled slot is available') from api.slot where id = :'dora_2';
select is_empty('select from api.slot where is_available is null', 'every slot is available or not');
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  is_available,
  true,
  'a slot is available until the microsecond before it starts'
) from api.slot where id = :'dora_1';
update test.clock set now = now + interval '1 microsecond';
select is(is_available, false, 'a slot is not available from the instant it starts') from api.slot where id = :'dora_1';

-- Kinds of visit.
update medbook.slots set service_ids = array[:'ann'::uuid] where id = :'eve_1';
select is(service_ids, null, 'a slot is for anything') from api.slot where id = :'dora_3';
select is(service_ids, array[:'ann'::uuid], 'or for what its hours name') from api.slot where id = :'eve_1';
select is(
  (select is_available from api.slot where id = :'eve_1'),
  (select '2030-01-08 15:00Z' > core.now()),
  'as which it is available'
);

select * from finish();
rollback;
