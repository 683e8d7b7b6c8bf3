begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(10);

select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select api.reschedule_booking(:'ann', :'booked', :'eve_1') #>> '{booking,id}' as moved \gset
select pg_temp.appointment(:'ann', :'dora_2') as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
create function pg_temp.answer(p_booking_id uuid, p_slot_id uuid) returns jsonb language sql as $$
  select booking.answer_move(b, p_slot_id, core.now()) from medbook.bookings b where id = p_booking_id
$$;

select is(
  pg_temp.answer(:'booked', :'eve_1'),
  api.get_booking(:'ann', :'moved') || '{"fee_before": 9000, "currency_before": "EUR"}',
  'moving there again is answered with the new booking'
);
select is(pg_temp.answer(:'booked', :'eve_1') ? 'created', false, 'which is not created again');
select is(
  pg_temp.answer(:'booked', :'dora_3'),
  '{"success": false, "error": "INVALID_STATUS", "booking_status": "CANCELLED"}',
  'a booking that was moved cannot be moved elsewhere'
);
select is(pg_temp.answer(:'booked', :'dora_1') ->> 'error', 'INVALID_STATUS', 'nor back');
select is(pg_temp.answer(:'booked', :'dora_none') ->> 'error', 'INVALID_STATUS', 'nor to a slot that does not exist');
select is(pg_temp.answer(:'booked', null) ->> 'error', 'INVALID_STATUS', 'nor nowhere');
select is(
  pg_temp.answer(:'cancelled', :'eve_1') ->> 'error',
  'INVALID_STATUS',
  'one that was cancelled was not moved to where another was'
);
select api.reschedule_booking(:'ann', :'moved', :'dora_4') #>> '{booking,id}' as again \gset
select is(
  pg_temp.answer(:'booked', :'eve_1') #>> '{booking,status}',
  'CANCELLED',
  'the new booking is shown as it is now, also when it was moved on'
);
select is(pg_temp.answer(:'booked', :'dora_4') ->> 'error', 'INVALID_STATUS', 'the answer does not follow the chain');
update medbook.bookings set status = 'NO_SHOW' where id = :'again';
select is(
  pg_temp.answer(:'again', :'dora_1') ->> 'booking_status',
  'NO_SHOW',
  'a finished visit is answered with its status'
);

select * from finish();
rollback;
