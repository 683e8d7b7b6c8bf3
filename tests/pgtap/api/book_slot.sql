begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(86);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is(pg_temp.rows_of(:'visit_id'), '{1: PENDING,2: PENDING}', 'a service that is longer than a slot takes two');
select is(
  api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}',
  :'visit_id',
  'a repeated request is answered with the booking'
);
select is(api.book_slot(:'ann', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'but not without the service');
select is(api.book_slot(:'ann', :'dora_2') ->> 'error', 'SLOT_UNAVAILABLE', 'nor for its further slot');
select is(api.book_slot(:'ben', :'dora_3', :'nobody') ->> 'error', 'SERVICE_NOT_FOUND', 'a service must be known');
update medbook.slots set service_ids = array[:'short']::uuid[] where id = :'dora_3';
select is(
  api.book_slot(:'ben', :'dora_3') ->> 'error',
  'SERVICE_NOT_OFFERED',
  'a slot for services is for nothing else'
);
select is(api.book_slot(:'ben', :'dora_3', :'long') ->> 'error', 'SERVICE_NOT_OFFERED', 'nor for another one');
update medbook.slots set service_ids = array[:'long']::uuid[] where id = :'dora_3';
select is(api.book_slot(:'ben', :'dora_3', :'long') #>> '{booking,fee}', '12000', 'but for these, at their price');
rollback to visits;

-- Refusals in their order, none of which changes anything.
select :state as before \gset
select is(
  api.book_slot(:'ann', :'dora_none'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'an unknown slot is not found'
);
select is(api.book_slot(:'ann', :'nobody') ->> 'error', 'SLOT_NOT_FOUND', 'an id of no doctor is not found');
select is(api.book_slot(:'ann', :'dora') ->> 'error', 'SLOT_NOT_FOUND', 'a doctor''s id is not a slot''s');
select is(api.book_slot(:'ann', null) ->> 'error', 'SLOT_NOT_FOUND', 'no slot is not found');
select is(api.book_slot(:'gone', :'dora_none') ->> 'error', 'SLOT_NOT_FOUND', 'not found comes before not allowed');
select is(
  api.book_slot(:'ann', :'dora_closed'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a closed slot is unavailable'
);
select is(
  api.book_slot(:'ann', :'fay_1'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a slot of an inactive doctor is unavailable'
);
select is(
  api.book_slot(:'gone', :'dora_closed') ->> 'error',
  'SLOT_UNAVAILABLE',
  'unavailable comes before not allowed'
);
select is(
  api.book_slot(:'ann', :'dora_past'),
  '{"success": false, "error": "SLOT_IN_PAST", "start_time": "2030-01-07T07:00:00+00:00"}',
  'a started slot cannot be booked'
);
select is(api.book_slot(:'gone', :'dora_past') ->> 'error', 'SLOT_IN_PAST', 'in the past comes before not allowed');
select is(
  api.book_slot(:'gone', :'dora_1'),
  '{"success": false, "error": "FORBIDDEN"}',
  'an inactive user may not book'
);
select is(api.book_slot(:'nobody', :'dora_1') ->> 'error', 'FORBIDDEN', 'an unknown user may not book');
select is(api.book_slot(null, :'dora_1') ->> 'error', 'FORBIDDEN', 'nobody may not book');
select is(:state, :'before', 'refusals change nothing');
select set_eq(
  'select action, actor_id, subject_id, outcome from medbook.audit',
  format($$values ('book slot', %L::uuid, null::uuid, 'FORBIDDEN'), ('book slot', %L, null, 'FORBIDDEN'),
    ('book slot', null, null, 'FORBIDDEN')$$, :'gone', :'nobody'),
  'attempts of users who may not book are recorded, and no others'
);

-- Somebody else is booking it.
select pg_temp.lock_elsewhere('medbook.slots', :'dora_1') as other \gset
select is(
  api.book_slot(:'ann', :'dora_1'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a slot that somebody is booking this instant is refused at once'
);
select is(api.book_slot(:'gone', :'dora_1') ->> 'error', 'FORBIDDEN', 'not allowed comes before locked');
select is(:state, :'before', 'meeting somebody else changes nothing');
select is(api.get_slot(:'dora_1') #> '{slot,is_available}', 'true', 'a slot that somebody is booking can be read');
select pg_temp.unlock_elsewhere() as other \gset

-- The hold.
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select api.book_slot(:'ann', :'dora_1') as answer \gset
select :'answer'::jsonb #>> '{booking,id}' as held \gset
select is(:'answer'::jsonb -> 'success', 'true', 'a free slot can be booked');
select is(:'answer'::jsonb ->> 'created', :'held', 'a new hold is announced as created');
select is(
  :'answer'::jsonb - 'created',
  api.get_booking(:'ann', :'held'),
  'the answer shows the booking as get_booking does'
);
select is(:'answer'::jsonb #>> '{booking,status}', 'PENDING', 'a new booking is PENDING');
select is(:'answer'::jsonb #> '{booking,expires_in}', '120', 'a new booking can be confirmed for two minutes');
select is(:'answer'::jsonb #>> '{booking,expires_at}', '2030-01-07T08:02:00+00:00', 'times are in UTC');
select is(
  :'answer'::jsonb #>> '{booking,start_time}',
  '2030-01-08T09:00:00+00:00',
  'the booking shows when the appointment begins'
);
select is(:'answer'::jsonb #> '{booking,fee}', '9000', 'the booking shows the fee');
set local timezone = 'Asia/Kathmandu';
select is(
  api.book_slot(:'ann', :'dora_1') #>> '{booking,expires_at}',
  '2030-01-07T08:02:00+00:00',
  'times are in UTC whatever the session''s time zone'
);
set local timezone = 'UTC';
select is(is_available, false, 'a booked slot is not available') from medbook.slots where id = :'dora_1';
select is(
  held_until,
  '2030-01-07 08:02Z',
  'a held slot names the end of the hold'
) from medbook.slots where id = :'dora_1';
select is(
  :history,
  jsonb_build_array(jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:00:00+00:00', 'actor_id', :'ann',
    'from_status', null, 'to_status', 'PENDING', 'trace_id', 'trace-1')),
  'the booking''s history begins with the actor and the time'
);

-- Asking again is answered with the same booking.
select :state as before \gset
select is(
  api.book_slot(:'ann', :'dora_1') #>> '{booking,id}',
  :'held',
  'booking it again answers with the same booking'
);
select is(api.book_slot(:'ann', :'dora_1') ? 'created', false, 'a repeated booking creates nothing');
select is(
  api.book_slot(:'ben', :'dora_1'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "held_until": "2030-01-07T08:02:00+00:00"}',
  'others learn until when it is held'
);
select is(
  api.book_slot(:'chief', :'dora_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'an administrator takes nothing from a patient'
);
select is(
  api.book_slot(:'gone', :'dora_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a held slot is unavailable even to a user who may not book'
);
select is(:state, :'before', 'asking again changes nothing');

-- The hold lapses at 08:02, swept or not.
update test.clock set now = now + interval '2 minutes' - interval '1 microsecond';
select is(
  api.book_slot(:'ben', :'dora_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a hold keeps others out until the last microsecond'
);
select is(
  api.book_slot(:'ann', :'dora_1') #>> '{booking,id}',
  :'held',
  'a hold is its holder''s until the last microsecond'
);
select is(api.book_slot(:'ann', :'dora_1') #> '{booking,expires_in}', '1', 'the last second is counted as one');
update test.clock set now = now + interval '1 microsecond';
savepoint lapsed;
select api.book_slot(:'ben', :'dora_1') as answer \gset
select :'answer'::jsonb #>> '{booking,id}' as taken \gset
select is(:'answer'::jsonb -> 'success', 'true', 'a lapsed hold can be taken over by another');
select is(:'answer'::jsonb ->> 'created', :'taken', 'taking over a lapsed hold makes a new booking');
select isnt(:'taken'::uuid, :'held'::uuid, 'the new booking is not the lapsed one');
select is(api.get_booking(:'ann', :'held') #>> '{booking,status}', 'FAILED', 'the lapsed hold reads FAILED');
select is(status, 'FAILED', 'the lapsed hold is marked FAILED at once') from medbook.bookings where id = :'held';
select set_eq(
  'select booking_id, actor_id, from_status::text, to_status::text,
    at from medbook.booking_history where at = core.now()',
  format($$values (%L::uuid, null::uuid, 'PENDING', 'FAILED', '2030-01-07 08:02Z'::timestamptz),
    (%L, %L, null, 'PENDING', '2030-01-07 08:02Z')$$, :'held', :'taken', :'ben'),
  'the histories say that the one lapsed, which nobody did, and that the other was booked'
);
select is(
  api.confirm_booking(:'ann', :'held') ->> 'error',
  'BOOKING_EXPIRED',
  'the old owner cannot confirm the lapsed hold'
);
select is(api.book_slot(:'ann', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'the old owner cannot have the slot back');
select is(api.confirm_booking(:'ben', :'taken') #>> '{booking,status}', 'CONFIRMED', 'the new owner can confirm');
select is_empty('select * from health.check_invariants()', 'after a takeover the copies agree');
rollback to lapsed;
select api.book_slot(:'ann', :'dora_1') as answer \gset
select is(:'answer'::jsonb -> 'success', 'true', 'one''s own lapsed hold can be booked again');
select isnt(:'answer'::jsonb #>> '{booking,id}', :'held', 'a lapsed hold does not come back: it is a new booking');
select is(:'answer'::jsonb #> '{booking,expires_in}', '120', 'the new hold has its two minutes');
rollback to lapsed;
select booking.expire_bookings() as swept \gset
select is(
  api.book_slot(:'ben', :'dora_1') -> 'success',
  'true',
  'after the sweep the slot can be booked just as before it'
);
rollback to lapsed;
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.book_slot(:'ben', :'dora_1'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a lapsed hold at a retired doctor is not free'
);
rollback to lapsed;

-- One's own comes before everything but not found.
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as own \gset
update medbook.doctors set is_active = false where id = :'dora';
select is(
  api.book_slot(:'ann', :'dora_2') #>> '{booking,id}',
  :'own',
  'one''s own hold is answered even when the doctor has left'
);
select api.confirm_booking(:'ann', :'own') as confirmed \gset
update test.clock set now = '2030-01-09Z';
select is(
  api.book_slot(:'ann', :'dora_2') #>> '{booking,status}',
  'CONFIRMED',
  'one''s own confirmed booking is answered even when it is over'
);
select is(
  api.book_slot(:'ben', :'dora_2'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a confirmed slot is unavailable to others, without an end'
);
update medbook.users set is_active = false where id = :'ann';
select :state as before \gset
select is(
  api.book_slot(:'ann', :'dora_2'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user is not answered with an own booking'
);
select is(:state, :'before', 'and stays as it is');
rollback to lapsed;

-- The start is a boundary too.
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(
  api.book_slot(:'ben', :'dora_1') -> 'success',
  'true',
  'a slot can be booked until the microsecond before it starts'
);
select is(
  api.book_slot(:'ann', :'dora_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a hold that began before the start keeps others out'
);
update test.clock set now = '2030-01-08 09:00Z';
select is(
  api.book_slot(:'ben', :'dora_1') #>> '{booking,status}',
  'PENDING',
  'a hold that began before the start runs its two minutes'
);
select is(api.book_slot(:'ann', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'a held slot that has started is held');
update test.clock set now = now + interval '2 minutes';
select is(
  api.book_slot(:'ann', :'dora_1') ->> 'error',
  'SLOT_IN_PAST',
  'when the hold has lapsed, the slot is in the past'
);
select is(api.book_slot(:'ben', :'dora_1') ->> 'error', 'SLOT_IN_PAST', 'so it is for the patient who held it');
select is(api.book_slot(:'ben', :'dora_2') ->> 'error', null, 'later slots are not in the past');
rollback to lapsed;

-- Settings and prices.
update medbook.settings set hold_duration = '5 minutes';
select is(
  api.book_slot(:'ann', :'dora_3') #> '{booking,expires_in}',
  '300',
  'the next booking obeys a changed hold_duration'
);
select is(
  api.get_booking(:'ann', :'held') #>> '{booking,status}',
  'FAILED',
  'a changed hold_duration does not revive a lapsed hold'
);
update medbook.doctors set fee = 1, currency = 'USD' where id = :'dora';
select is(api.book_slot(:'ann', :'dora_3') #> '{booking,fee}', '9000', 'a changed fee does not change a booking');
select is(api.book_slot(:'ann', :'dora_3') #>> '{booking,currency}', 'EUR', 'nor does a changed currency');
select is(api.book_slot(:'ann', :'dora_4') #> '{booking,fee}', '1', 'a new booking has the new fee');
rollback to lapsed;

-- A slot can be booked any number of times in its life.
create function pg_temp.rounds(p_slot_id uuid, p_end text) returns setof text language plpgsql as $$
declare
  v_answer jsonb;
begin
  for i in 1 .. 20 loop
    v_answer := api.book_slot((array[test.ann(), test.ben()])[1 + i % 2], p_slot_id);
    if p_end = 'cancel' then
      perform api.cancel_booking((array[test.ann(), test.ben()])[1 + i % 2], (v_answer #>> '{booking,id}')::uuid);
    else
      update test.clock set now = now + interval '2 minutes';
    end if;
    if p_end = 'sweep' then
      perform booking.expire_bookings();
    end if;
    return next coalesce(v_answer ->> 'error', v_answer #>> '{booking,status}');
  end loop;
end
$$;
select is(
  (select array_agg(distinct answer) from pg_temp.rounds(:'dora_2', 'cancel') answer),
  '{PENDING}',
  'a slot can be booked again after every cancellation'
);
select is(
  (select count(*) from medbook.bookings where slot_id = :'dora_2' and status = 'CANCELLED'),
  20::bigint,
  'every cancelled booking stays stored'
);
select is(
  (select array_agg(distinct answer) from pg_temp.rounds(:'dora_2', 'lapse') answer),
  '{PENDING}',
  'a slot can be booked again after every lapse'
);
select is(
  (select array_agg(distinct answer) from pg_temp.rounds(:'dora_2', 'sweep') answer),
  '{PENDING}',
  'a slot can be booked again after every sweep'
);
select is(
  (select count(*) from medbook.bookings where slot_id = :'dora_2' and status = 'FAILED'),
  40::bigint,
  'every lapsed booking stays stored'
);
select is_empty('select * from health.check_invariants()', 'after all that the copies agree');

select * from finish();
rollback;
