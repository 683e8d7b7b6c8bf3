begin;
\ir ../names.psql
\ir ../other_session.psql
select plan(38);

-- Eve has the times of Dora's slots too.
insert into test.slots (doctor_id, id, start_time, end_time)
select :'eve', test.slot(n + 1, 2), start_time, end_time
  from generate_series(1, 4) n join medbook.slots on id = test.slot(n);
create function pg_temp.request(p_number integer) returns uuid language sql as $$
  select overlay('00000000-0000-4000-8000-000000000000' placing lpad(p_number::text, 8, '0') from 1)::uuid
$$;
-- Asks Dora and Eve.
create function pg_temp.ask(
  p_user_id uuid, p_number integer, p_from timestamptz default null, p_to timestamptz default null,
  p_weekdays jsonb default null, p_earliest text default null, p_latest text default null) returns jsonb
  language sql as $$
  select api.book_soonest(p_user_id, pg_temp.request(p_number), null, jsonb_build_array(test.dora(), test.eve()),
                          p_from, p_to, p_weekdays, p_earliest, p_latest)
$$;
create function pg_temp.start(p_answer jsonb) returns text language sql as $$
  select coalesce(p_answer ->> 'error', p_answer #>> '{booking,start_time}')
$$;

-- Refusals.
select :state as before \gset
select is(
  pg_temp.ask(:'gone', 1),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user may not book'
);
select is(pg_temp.ask(:'nobody', 1) ->> 'error', 'FORBIDDEN', 'nor may an unknown one');
select is(pg_temp.ask(null, 1) ->> 'error', 'FORBIDDEN', 'nor may nobody');
select is(:audited -> 0 ->> 'action', 'book soonest', 'such attempts are recorded');
select is(
  api.book_soonest(:'ann', pg_temp.request(1)) ->> 'error',
  'INVALID_INPUT',
  'doctors or their specialization must be named'
);
select is(api.book_soonest(:'gone', pg_temp.request(1)) ->> 'error', 'FORBIDDEN', 'not allowed comes before wrong');
select is(
  api.book_soonest(:'ann', pg_temp.request(1), 'Alchemy'),
  '{"success": false, "error": "NO_SLOT_FREE"}',
  'nobody with an unknown specialization has a slot'
);
select is(pg_temp.ask(:'ann', 1, p_to => '2030-01-08 09:00Z') ->> 'error', 'NO_SLOT_FREE', 'nor is one free so soon');
select is(:state, :'before', 'refusals change nothing');
select is_empty('select from medbook.booking_requests', 'and are not remembered');

-- The booking.
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select pg_temp.ask(:'ann', 1) as answer \gset
select :'answer'::jsonb ->> 'created' as held \gset
select is(
  :'answer'::jsonb - 'created',
  api.get_booking(:'ann', :'held'),
  'the answer shows the new booking as get_booking does'
);
select is(pg_temp.start(:'answer'), '2030-01-08T09:00:00+00:00', 'which is of the soonest slot');
select is(
  :history,
  jsonb_build_array(jsonb_build_object('booking_id', :'held', 'at', '2030-01-07T08:00:00+00:00', 'actor_id', :'ann',
    'from_status', null, 'to_status', 'PENDING', 'trace_id', 'trace-1')),
  'its history begins with the actor and the time'
);
select pg_temp.ask(:'ben', 1) as of_ben \gset
select is(
  pg_temp.start(:'of_ben'),
  '2030-01-08T09:00:00+00:00',
  'another patient''s request of the same name is another'
);
select isnt(
  :'of_ben'::jsonb #> '{booking,doctor_id}',
  :'answer'::jsonb #> '{booking,doctor_id}',
  'of two doctors who tie, the other one is taken'
);

-- Repeated.
select :state as before \gset
select is(pg_temp.ask(:'ann', 1), :'answer'::jsonb - 'created', 'a repeated request is answered with the same booking');
select is(
  pg_temp.ask(:'ann', 1, p_weekdays => '[1, 2]'),
  '{"success": false, "error": "REQUEST_REUSED"}',
  'with another wish it is refused'
);
select is(
  api.book_soonest(:'ann', pg_temp.request(1), 'Cardiology') ->> 'error',
  'REQUEST_REUSED',
  'with other doctors as well'
);
select is(:state, :'before', 'both change nothing');
set local timezone = 'Asia/Kathmandu';
select pg_temp.ask(:'ann', 2, p_from => '2030-01-08 10:00Z') #>> '{booking,id}' as from_ten \gset
set local timezone = 'UTC';
select is(
  pg_temp.ask(:'ann', 2, p_from => '2030-01-08 10:00Z') #>> '{booking,id}',
  :'from_ten',
  'a time is the same in every time zone of the session'
);
select api.cancel_booking(:'ann', :'from_ten') as cancelled \gset
select is(
  pg_temp.ask(:'ann', 2, p_from => '2030-01-08 10:00Z') #>> '{booking,status}',
  'CANCELLED',
  'the booking is shown as it has become'
);
update medbook.users set is_active = false where id = :'ann';
select is(pg_temp.ask(:'ann', 1) ->> 'error', 'FORBIDDEN', 'who was deactivated gets no answer');
update medbook.users set is_active = true where id = :'ann';

-- What is passed over. Ann has 09:00.
savepoint booked;
select is(pg_temp.start(pg_temp.ask(:'ann', 3)), '2030-01-08T09:30:00+00:00', 'not at the time of another appointment');
select is(pg_temp.start(pg_temp.ask(:'ann', 4)), '2030-01-08T10:00:00+00:00', 'also of such a request');
select is(pg_temp.start(pg_temp.ask(:'ann', 5)), 'HOLD_LIMIT', 'as many as a patient may hold');
select is(pg_temp.ask(:'ann', 1) -> 'success', 'true', 'a repeated request is not one more');
rollback to booked;
update medbook.settings set max_bookings_per_doctor_day = 1;
select is(
  (select array_agg(distinct a #>> '{booking,doctor_id}')
     from unnest(array[:'answer'::jsonb, pg_temp.ask(:'ann', 3)]) a),
  array[:'dora', :'eve'],
  'the second on a day is with another doctor, if a doctor may be seen once a day'
);
select is(pg_temp.start(pg_temp.ask(:'ann', 4)), 'NO_SLOT_FREE', 'and there is no third');
rollback to booked;

-- Wishes. Dora is in Berlin, Eve in New York.
select is(pg_temp.start(pg_temp.ask(:'ann', 3, p_earliest => '10:30')), '2030-01-08T09:30:00+00:00', '10:30 in Berlin');
rollback to booked;
select is(
  pg_temp.ask(:'ann', 3, p_latest => '06:00') #>> '{booking,doctor_id}',
  :'eve',
  'before six only where it is still night'
);
rollback to booked;
select is(pg_temp.start(pg_temp.ask(:'ann', 3, p_weekdays => '[1, 3]')), 'NO_SLOT_FREE', 'on no Tuesday');
rollback to booked;
select is(
  pg_temp.start(pg_temp.ask(:'ann', 3, '2030-01-08 10:30Z', '2030-01-08 10:31Z')),
  '2030-01-08T10:30:00+00:00',
  'within these times'
);
rollback to booked;

-- Lapsed holds and retired doctors.
update test.clock set now = now + interval '2 minutes';
select is(pg_temp.start(pg_temp.ask(:'chief', 1)), '2030-01-08T09:00:00+00:00', 'a hold that has lapsed is taken over');
select is(
  (select count(*) from medbook.bookings where status = 'FAILED'),
  1::bigint,
  'and marked'
);
select is_empty('select * from health.check_invariants()', 'the copies agree');
rollback to booked;
select api.retire_doctor(:'chief', :'eve', 'cancel') as retired \gset
select is(
  pg_temp.ask(:'chief', 1, '2030-01-08 10:00Z') #>> '{booking,doctor_id}',
  :'dora',
  'a retired doctor is not chosen'
);
rollback to booked;

-- Somebody else is booking all that there is.
select pg_temp.lock_elsewhere('medbook.slots', :'dora_4') as other \gset
select is(
  api.book_soonest(:'ann', pg_temp.request(3), 'Cardiology', p_from => '2030-01-08 10:30Z'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'if others are booking all that are left, it is refused at once'
);
select pg_temp.unlock_elsewhere() as other \gset
select pg_temp.lock_elsewhere('medbook.users', :'chief') as other \gset
set local lock_timeout = '1ms';
select is(
  pg_temp.ask(:'chief', 3),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a user who books elsewhere is waited for, for lock_timeout'
);

select * from finish();
rollback;
