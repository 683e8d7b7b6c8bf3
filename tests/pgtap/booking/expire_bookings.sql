begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(35);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

update test.clock set now = now + interval '2 minutes';
select is(booking.expire_bookings(1), 1, 'a visit counts as one hold, in however many batches');
select is(pg_temp.states(), 'free free free free', 'all its slots are free')
  from booking.expire_bookings(1);
select is(count(*), 1::bigint, 'it lapses once') from medbook.booking_history where to_status = 'FAILED';
rollback to visits;

-- Ann had another appointment when it was listed, so Ben could hold it after she had joined.
insert into medbook.waitlist (user_id, doctor_id, created_at) values (:'ann', :'dora', core.now());
select api.book_slot(:'ben', :'dora_1') as held \gset
update test.clock set now = now + interval '2 minutes';
select is(
  api.book_slot(:'chief', :'dora_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a hold that lapses does not free the slot for which somebody waits'
);
select is(booking.expire_bookings(), 1, 'until it is swept');
select is(user_id, :'ann'::uuid, 'which offers it') from medbook.bookings where status = 'PENDING';
rollback to visits;

select is(booking.expire_bookings(), 0, 'without holds there is nothing to do');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as first \gset
update test.clock set now = now + interval '30 seconds';
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as second \gset
select api.book_slot(:'ben', :'eve_1') #>> '{booking,id}' as third \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ben', :'confirmed') as answer \gset
select api.book_slot(:'ben', :'dora_4') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ben', :'cancelled') as answer \gset

update test.clock set now = '2030-01-07 08:01:59.999999Z';
select :state as before \gset
select is(booking.expire_bookings(), 0, 'no hold is failed one microsecond before it expires');
select is(:state, :'before', 'a sweep that finds nothing changes nothing');
update test.clock set now = now + interval '1 microsecond';
select is(booking.expire_bookings(), 1, 'a hold is failed from the instant it expires');
select is(status, 'FAILED', 'the lapsed hold has FAILED') from medbook.bookings where id = :'first';
select is(is_available, true, 'its slot is offered again') from medbook.slots where id = :'dora_1';
select is(
  at,
  '2030-01-07 08:02Z',
  'its history says when'
) from medbook.booking_history where booking_id = :'first' and to_status = 'FAILED';
select is(status, 'PENDING', 'a hold with time left is kept') from medbook.bookings where id = :'second';
select is(booking.expire_bookings(), 0, 'a hold is failed once');

update test.clock set now = '2030-01-07 08:02:30Z';
select :state as before \gset
select is(booking.expire_bookings(0), 0, 'a batch of none does nothing');
select is(:state, :'before', 'a batch of none changes nothing');
select is(booking.expire_bookings(1), 1, 'a batch is no larger than its limit');
select is(booking.expire_bookings(1), 1, 'the next batch does the rest');
select is(booking.expire_bookings(1), 0, 'the batch after the last one is empty');
select is(status, 'FAILED', 'the rest has failed') from medbook.bookings where id = :'second';
select is(status, 'FAILED', 'so it has at the other doctor') from medbook.bookings where id = :'third';
select is(status, 'CONFIRMED', 'confirmed bookings are never failed') from medbook.bookings where id = :'confirmed';
select is(status, 'CANCELLED', 'cancelled bookings are never failed') from medbook.bookings where id = :'cancelled';
select is(
  count(*),
  3::bigint,
  'every lapsed hold''s history says so once'
) from medbook.booking_history where to_status = 'FAILED' and actor_id is null;
select is_empty('select * from health.check_invariants()', 'the copies agree');

-- Several doctors, all in one batch, the oldest first when the limit cuts.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as first \gset
update test.clock set now = now + interval '1 second';
select api.book_slot(:'ann', :'eve_1') #>> '{booking,id}' as second \gset
update test.clock set now = now + interval '2 minutes';
select is(booking.expire_bookings(1), 1, 'one of two is failed');
select is(status, 'FAILED', 'the hold that lapsed first is failed first') from medbook.bookings where id = :'first';
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as first \gset
update test.clock set now = now + interval '2 minutes';
select is(booking.expire_bookings(), 2, 'a batch covers several doctors');

-- A doctor whose rows cannot be changed, with the oldest holds.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as first \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as second \gset
update test.clock set now = now + interval '1 second';
select api.book_slot(:'ben', :'eve_1') #>> '{booking,id}' as third \gset
update test.clock set now = now + interval '2 minutes';
alter table medbook.slots add constraint cannot_be_free check (doctor_id <> test.dora() or held_until is not null)
  not valid;
select is(booking.expire_bookings(1), 1, 'a doctor whose rows cannot be changed stops nobody');
select is(pg_temp.state(:'eve_1'), 'free', 'though the others'' holds are younger than a batch');
select is(booking.expire_bookings(1), 0, 'then nothing is left that can be done');
select is(pg_temp.state(:'dora_1'), 'held', 'what cannot be changed stays as it is');
alter table medbook.slots drop constraint cannot_be_free;
select is(booking.expire_bookings(), 2, 'until it can');
select is_definer('booking', 'expire_bookings', array['integer'], 'the worker needs no right to the tables');

select * from finish();
rollback;
