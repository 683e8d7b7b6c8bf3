begin;
\ir ../names.psql
select plan(18);

select is(api.get_slot(:'dora_1'),
  '{"success": true, "slot": {"id": "d0c00001-0000-8000-8000-000000000001",
    "doctor_id": "d0c00001-0000-8000-8000-000000000000", "start_time": "2030-01-08T09:00:00+00:00",
    "end_time": "2030-01-08T09:30:00+00:00", "is_available": true, "service_ids": null}}',
  'a free slot is shown');
select is(api.get_slot(:'dora_none'), '{"success": false, "error": "SLOT_NOT_FOUND"}', 'an unknown slot is not found');
select is(api.get_slot(:'nobody') ->> 'error', 'SLOT_NOT_FOUND', 'an id of no doctor is not found');
select is(api.get_slot(:'dora') ->> 'error', 'SLOT_NOT_FOUND', 'a doctor''s id is not a slot''s');
select is(api.get_slot(null) ->> 'error', 'SLOT_NOT_FOUND', 'no slot is not found');
select is(api.get_slot(:'dora_past') #> '{slot,is_available}', 'false', 'a started slot is not available');
select is(api.get_slot(:'dora_closed') #> '{slot,is_available}', 'false', 'a closed slot is not available');
select is(api.get_slot(:'fay_1') #> '{slot,is_available}', 'false', 'a slot of a retired doctor is not available');

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select is(
  api.get_slot(:'dora_1') #> '{slot,is_available}',
  'false',
  'a held slot is not available until the last microsecond'
);
select is(api.get_slot(:'dora_2') #> '{slot,is_available}', 'false', 'a booked slot is not available');
select is(
  (select array_agg(k order by k) from jsonb_object_keys(api.get_slot(:'dora_1') -> 'slot') k),
  array['doctor_id', 'end_time', 'id', 'is_available', 'service_ids', 'start_time'],
  'it does not say why a slot is not available'
);
update test.clock set now = now + interval '1 microsecond';
select is(
  api.get_slot(:'dora_1') #> '{slot,is_available}',
  'true',
  'a held slot is available from the instant the hold lapses, swept or not'
);
select booking.expire_bookings() as swept \gset
select is(api.get_slot(:'dora_1') #> '{slot,is_available}', 'true', 'a held slot is available after the sweep');
select api.cancel_booking(:'ann', :'confirmed') as answer \gset
select is(api.get_slot(:'dora_2') #> '{slot,is_available}', 'true', 'a cancelled slot is available');

update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  api.get_slot(:'dora_1') #> '{slot,is_available}',
  'true',
  'a slot is available until the microsecond before it starts'
);
update test.clock set now = now + interval '1 microsecond';
select is(
  api.get_slot(:'dora_1') #> '{slot,is_available}',
  'false',
  'a slot is not available from the instant it starts'
);
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.get_slot(:'dora_2') #> '{slot,is_available}',
  'false',
  'a doctor''s slots are not available from the deactivation on'
);
set local timezone = 'Asia/Kathmandu';
select is(
  api.get_slot(:'dora_1') #>> '{slot,start_time}',
  '2030-01-08T09:00:00+00:00',
  'times are in UTC whatever the session''s time zone'
);

select * from finish();
rollback;
