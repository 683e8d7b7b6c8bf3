begin;
\ir ../names.psql
select plan(23);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held_1 \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held_2 \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as held_eve \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ben', :'confirmed') as answer \gset
select :state as before \gset

select is(
  booking.lapse_holds(:'dora', array[:'dora_1', :'dora_2']::uuid[], '2030-01-07 08:01:59.999999Z'),
  0,
  'no hold lapses one microsecond before it expires'
);
select is(
  booking.lapse_holds(:'dora', array[:'dora_3', :'dora_4', :'dora_closed', :'dora_past', :'dora_none']::uuid[],
    '2030-01-09Z'),
  0,
  'booked, free, closed and unknown slots have no hold'
);
select is(
  booking.lapse_holds(:'eve', array[:'dora_1']::uuid[], '2030-01-09Z'),
  0,
  'slots of another doctor are left alone'
);
select is(booking.lapse_holds(:'dora', '{}', '2030-01-09Z'), 0, 'no slots have no holds');
select is(:state, :'before', 'without such holds nothing is changed');

update medbook.slots set changed = '3';
select is(
  booking.lapse_holds(:'dora', array[:'dora_1']::uuid[], '2030-01-07 08:02Z'),
  1,
  'a hold lapses at the instant it expires'
);
select is(status, 'FAILED', 'a lapsed hold has FAILED') from medbook.bookings where id = :'held_1';
select is(
  expires_at,
  '2030-01-07 08:02Z',
  'a lapsed hold keeps the time at which it lapsed'
) from medbook.bookings where id = :'held_1';
select is(is_available, true, 'its slot is offered again') from medbook.slots where id = :'dora_1';
select is(held_until, null, 'its slot is not held') from medbook.slots where id = :'dora_1';
select is(
  changed,
  pg_current_xact_id(),
  'its slot names the transaction that freed it'
) from medbook.slots where id = :'dora_1';
select is(
  jsonb_agg(to_jsonb(h) - '{doctor_id,login,changed,correction}'::text[]),
  jsonb_build_array(jsonb_build_object('booking_id', :'held_1', 'at', '2030-01-07T08:02:00+00:00', 'actor_id', null,
    'from_status', 'PENDING', 'to_status', 'FAILED', 'trace_id', null)),
  'its history says that it lapsed, which nobody did'
) from medbook.booking_history h where to_status = 'FAILED';
select is(status, 'PENDING', 'a lapsed hold on another slot is left alone') from medbook.bookings where id = :'held_2';
select is(
  status,
  'PENDING',
  'a lapsed hold at another doctor is left alone'
) from medbook.bookings where id = :'held_eve';
select is(booking.lapse_holds(:'dora', array[:'dora_1']::uuid[], '2030-01-07 08:02Z'), 0, 'a hold lapses once');

select is(
  booking.lapse_holds(:'dora', array[:'dora_1', :'dora_2', :'dora_3', :'dora_4']::uuid[], '2030-01-07 08:02Z'),
  1,
  'among many slots those with a lapsed hold are picked'
);
select is(status, 'FAILED', 'the lapsed one has failed') from medbook.bookings where id = :'held_2';
select is(status, 'CONFIRMED', 'a confirmed booking never lapses') from medbook.bookings where id = :'confirmed';
select is(changed, '3', 'a booked slot is not marked as changed') from medbook.slots where id = :'dora_3';
select is(changed, '3', 'a free slot is not marked as changed') from medbook.slots where id = :'dora_4';
select is(
  status,
  'CANCELLED',
  'an earlier booking of the slot stays what it was'
) from medbook.bookings where id = :'cancelled';
select is(count(*), 5::bigint, 'no booking is deleted') from medbook.bookings;
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;
