begin;
\ir ../names.psql
select plan(22);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is(booking.cancel_all(:'ann'), 1, 'a visit is one booking');
select is(pg_temp.states(), 'free free free free', 'and frees all its slots');
rollback to visits;

select api.book_slot(:'ann', :'dora_4') #>> '{booking,id}' as lapsed \gset
update test.clock set now = now + interval '1 microsecond';
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled', 'my own words') as answer \gset
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as eves \gset
select api.confirm_booking(:'ann', :'eves') as answer \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as bens \gset
update test.clock set now = '2030-01-07 08:02Z';
update medbook.slots set changed = '3';

select :state as before \gset
select :history as history_before \gset
select is(booking.cancel_all(:'nobody'), 0, 'an unknown user has nothing booked');
select is(booking.cancel_all(null), 0, 'nobody has nothing booked');
select is(booking.cancel_all(:'chief'), 0, 'a user without bookings has none to cancel');
select is(:state, :'before', 'none of these changes anything');

select is(booking.cancel_all(:'ann'), 3, 'bookings at all doctors are cancelled and counted');
select is(
  status,
  'CANCELLED',
  'a hold is cancelled until the last microsecond'
) from medbook.bookings where id = :'held';
select is(status, 'CANCELLED', 'a confirmed booking is cancelled') from medbook.bookings where id = :'confirmed';
select is(status, 'CANCELLED', 'so it is at another doctor') from medbook.bookings where id = :'eves';
select is(cancelled_at, '2030-01-07 08:02Z', 'the cancellation is dated') from medbook.bookings where id = :'eves';
select is(
  array_agg(s.id order by s.id),
  array[:'dora_1', :'dora_3', :'dora_4', :'eve_1']::uuid[],
  'their slots can be booked again'
) from api.slot s where is_available and id in (:'dora_1', :'dora_2', :'dora_3', :'dora_4', :'eve_1');
select is(
  status,
  'FAILED',
  'a hold that lapsed this instant is not cancelled: it has failed'
) from api.booking where id = :'lapsed';
select is(changed, '3', 'its slot is left to the sweep') from medbook.slots where id = :'dora_4';
select is(
  reason,
  'my own words',
  'a booking cancelled before stays as it is'
) from medbook.bookings where id = :'cancelled';
select is(status, 'PENDING', 'other people''s bookings stay') from medbook.bookings where id = :'bens';
select is(changed, '3', 'so do their slots') from medbook.slots where id = :'dora_2';
select results_eq($$select from_status::text, actor_id,
  count(*) from medbook.booking_history where to_status = 'CANCELLED' and at = '2030-01-07 08:02Z' group by 1,
  2 order by 1$$,
  $$values ('CONFIRMED', null::uuid, 2::bigint), ('PENDING', null, 1)$$,
    'the histories say what they were; a DBA cancelled them');
select is(
  count(*),
  jsonb_array_length(:'history_before'::jsonb)::bigint + 3,
  'nothing else is added to them'
) from medbook.booking_history;
select is_empty('select * from health.check_invariants()', 'the copies agree');
select :state as before \gset
select is(booking.cancel_all(:'ann'), 0, 'then nothing is booked');
select is(:state, :'before', 'and nothing changes');

select * from finish();
rollback;
