begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(35);

-- The error is the one that book_slot would answer.
select is(
  health.explain_slot(:'dora_1'),
  '{"success": true, "doctor_is_active": true, "is_in_time_off": false}',
  'a free slot can be booked by a patient without bookings'
);
select is(
  health.explain_slot(:'dora_1', :'ann'),
  '{"success": true, "doctor_is_active": true, "is_in_time_off": false, "user_is_active": true}',
  'and by this one'
);
select is(
  health.explain_slot(:'dora_none'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'an unknown slot is not found'
);
select is(health.explain_slot(null), '{"success": false, "error": "SLOT_NOT_FOUND"}', 'nor is none');
select is(health.explain_slot(:'dora') ->> 'error', 'SLOT_NOT_FOUND', 'a doctor is not a slot');
select is(
  health.explain_slot(:'dora_closed'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "closed_at": "2030-01-01T00:00:00+00:00", "doctor_is_active": true,
    "is_in_time_off": false}',
  'a closed slot shows since when it is closed'
);
select is(
  health.explain_slot(:'fay_1') - 'success',
  '{"error": "SLOT_UNAVAILABLE", "doctor_is_active": false, "is_in_time_off": false}',
  'a retired doctor''s slot names the inactive doctor'
);
select is(health.explain_slot(:'dora_past') ->> 'error', 'SLOT_IN_PAST', 'a slot that has begun says so');
select is(
  health.explain_slot(:'dora_1', :'gone'),
  '{"success": false, "error": "FORBIDDEN", "doctor_is_active": true, "is_in_time_off": false,
    "user_is_active": false}',
  'a deactivated user may not book it'
);
select is(
  health.explain_slot(:'dora_1', :'nobody') - 'success',
  '{"error": "FORBIDDEN", "doctor_is_active": true, "is_in_time_off": false}',
  'nor may an unknown user'
);
select is(
  health.explain_slot(:'dora_past', :'gone') ->> 'error',
  'SLOT_IN_PAST',
  'the slot comes before the user, as in book_slot'
);

-- The windows.
update medbook.settings set min_notice = '2 days';
select is(
  health.explain_slot(:'dora_1') - '{success,doctor_is_active,is_in_time_off}'::text[],
  '{"error": "OUTSIDE_BOOKING_WINDOW", "earliest": "2030-01-09T08:00:00+00:00", "latest": "2030-04-07T08:00:00+00:00"}',
  'a slot that is too soon names the window'
);
select is(health.explain_slot(:'dora_1', :'ann') ->> 'error', 'OUTSIDE_BOOKING_WINDOW', 'for a patient');
select is(health.explain_slot(:'dora_1', :'chief') -> 'success', 'true', 'an administrator is exempt');
update medbook.settings set min_notice = '0';

-- Held, booked, lapsed.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(
  health.explain_slot(:'dora_1', :'ben') - '{success,doctor_is_active,is_in_time_off,user_is_active}'::text[],
  jsonb_build_object('error', 'SLOT_UNAVAILABLE', 'held_until', '2030-01-07T08:02:00+00:00', 'live_booking', :'held'),
  'a held slot shows until when, and by which booking'
);
select is(
  health.explain_slot(:'dora_1', :'ann') #>> '{booking,id}',
  :'held',
  'its holder is answered with the booking'
);
select is(health.explain_slot(:'dora_1', :'ann') -> 'success', 'true', 'which is a success');
update medbook.slots set close_cause = 'TIME_OFF' where id = :'dora_1';
select is(health.explain_slot(:'dora_1') ->> 'close_cause', 'TIME_OFF', 'it shows that the slot will close');
savepoint held;
update test.clock set now = '2030-01-07 08:02Z';
select is(
  health.explain_slot(:'dora_1') - '{success,doctor_is_active,is_in_time_off}'::text[],
  '{"error": "SLOT_UNAVAILABLE", "close_cause": "TIME_OFF"}',
  'a hold that lapsed is no live booking, and closes the slot all the same'
);
update medbook.slots set close_cause = null where id = :'dora_1';
select is(health.explain_slot(:'dora_1', :'ben') -> 'success', 'true', 'without a cause it is free');
rollback to held;
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select is(health.explain_slot(:'dora_2', :'ben') ->> 'live_booking', :'booked', 'an appointment is a live booking');
select is(health.explain_slot(:'dora_2', :'ben') ? 'held_until', false, 'that has no end');

-- The patient's own bookings.
select pg_temp.slot(:'eve', 11, '2030-01-08 09:45Z') as overlapping \gset
select is(
  health.explain_slot(:'overlapping', :'ann') ->> 'error',
  'OVERLAPPING_BOOKING',
  'it shows that the patient is elsewhere then'
);
select is(health.explain_slot(:'overlapping', :'ann') ->> 'booking_id', :'booked', 'and by which booking');
select is(health.explain_slot(:'overlapping', :'ben') -> 'success', 'true', 'for another one it is free');
update medbook.settings set max_holds_per_user = 1;
select is(health.explain_slot(:'eve_1', :'ann') ->> 'error', 'HOLD_LIMIT', 'it shows that there are too many holds');
select is(health.explain_slot(:'eve_1') -> 'success', 'true', 'for nobody in particular there are none');

-- Leave.
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'dora', '[2030-01-08 10:00Z,2030-01-08 10:30Z)', '2030-01-07Z');
select calendar.close_for_time_off(:'dora', '[2030-01-08 10:00Z,2030-01-08 10:30Z)') as answer \gset
select is(
  health.explain_slot(:'dora_3') - 'success',
  '{"error": "SLOT_UNAVAILABLE", "close_cause": "TIME_OFF", "closed_at": "2030-01-07T08:00:00+00:00",
    "doctor_is_active": true, "is_in_time_off": true}',
  'a slot in a time off shows that it is'
);
select is(health.explain_slot(:'dora_4') -> 'is_in_time_off', 'false', 'the one behind is not');

-- The answer is book_slot's, and nothing is changed by asking.
create temp view asked as select s.id as slot_id, u.id as user_id,
  health.explain_slot(s.id, u.id) as told from medbook.slots s cross join medbook.users u;
create temp table told as select slot_id, user_id, told ->> 'error' as error from asked;
create function pg_temp.tried(p_user_id uuid, p_slot_id uuid) returns text language plpgsql as $$
begin
  raise exception using message = coalesce(api.book_slot(p_user_id, p_slot_id) ->> 'error', 'success');
exception
  when raise_exception then
    return nullif(sqlerrm, 'success');
end
$$;
select is(count(*), 36::bigint, 'four users and nine slots') from told;
select is_empty(
  'select slot_id, user_id, error, pg_temp.tried(user_id,
    slot_id) from told where error is distinct from pg_temp.tried(user_id, slot_id)',
  'each is answered as by book_slot'
);
select :state as before \gset
select count(told) as asked from asked \gset
select is(:state, :'before', 'asking changes nothing');
select is(
  provolatile,
  's',
  'it cannot: it is STABLE'
) from pg_proc where oid = 'health.explain_slot(uuid, uuid)'::regprocedure;

-- DBAs ask.
select is(
  has_function_privilege('medbook_gateway', 'health.explain_slot(uuid, uuid)', 'execute'),
  false,
  'the public does not learn why'
);
select lives_ok(
  format('set local role medbook_operator; select health.explain_slot(%L, %L); reset role', :'dora_1', :'ann'),
  'so does a DBA without a right to users'
);

select * from finish();
rollback;
