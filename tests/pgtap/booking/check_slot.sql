begin;
\ir ../names.psql
select plan(31);
\set now '2030-01-07 08:00:00Z'
create function pg_temp.refusal(p_user_id uuid, p_slot_id uuid, p_now timestamptz) returns jsonb language sql as $$
  select refusal from booking.check_slot(p_user_id, p_slot_id, p_now)
$$;
create function pg_temp.own(p_user_id uuid, p_slot_id uuid, p_now timestamptz) returns uuid language sql as $$
  select own_booking_id from booking.check_slot(p_user_id, p_slot_id, p_now) where refusal is null
$$;

select is(pg_temp.refusal(:'ann', :'dora_1', :'now'), null, 'a free slot can be booked');
select is(pg_temp.refusal(:'nobody', :'dora_1', :'now'), null, 'a free slot is free for every user');
select is(pg_temp.refusal(null, :'dora_1', :'now'), null, 'a DBA can ask about a slot without naming a user');

select is(
  pg_temp.refusal(:'ann', :'dora_none', :'now'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'an unknown slot is not found'
);
select is(pg_temp.refusal(:'ann', :'nobody', :'now') ->> 'error', 'SLOT_NOT_FOUND', 'an id of no doctor is not found');
select is(pg_temp.refusal(:'ann', :'dora', :'now') ->> 'error', 'SLOT_NOT_FOUND', 'a doctor''s id is not a slot''s');
select is(pg_temp.refusal(:'ann', null, :'now') ->> 'error', 'SLOT_NOT_FOUND', 'no id is not found');

select is(
  pg_temp.refusal(:'ann', :'dora_past', :'now'),
  '{"success": false, "error": "SLOT_IN_PAST", "start_time": "2030-01-07T07:00:00+00:00"}',
  'a started slot is refused with the time at which it started');
select is(
  pg_temp.refusal(:'ann', :'dora_1', '2030-01-08 08:59:59.999999Z'),
  null,
  'a slot can be booked one microsecond before it starts'
);
select is(
  pg_temp.refusal(:'ann', :'dora_1', '2030-01-08 09:00Z') ->> 'error',
  'SLOT_IN_PAST',
  'a slot is in the past from the instant it starts'
);

select is(
  pg_temp.refusal(:'ann', :'dora_closed', :'now'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a closed slot is unavailable, without a time at which it will be free'
);
select is(
  pg_temp.refusal(:'ann', :'dora_closed', '2030-01-09Z') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a closed slot that has started is unavailable: taken comes before past'
);
select is(
  pg_temp.refusal(:'ann', :'fay_1', :'now'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a slot of an inactive doctor is unavailable'
);
select is(
  pg_temp.refusal(:'ann', :'fay_1', '2030-01-09Z') ->> 'error',
  'SLOT_IN_PAST',
  'a free slot of an inactive doctor that has started is in the past'
);

-- A hold of Ann's until 08:02.
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(
  pg_temp.refusal(:'ben', :'dora_1', :'now'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "held_until": "2030-01-07T08:02:00+00:00"}',
  'a slot that somebody else holds is unavailable until the hold lapses');
select is(
  pg_temp.refusal(null, :'dora_1', :'now') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a held slot is unavailable to nobody in particular'
);
select is(pg_temp.own(:'ann', :'dora_1', :'now'), :'held', 'one''s own hold is found again');
select is(
  pg_temp.own(:'ann', :'dora_1', '2030-01-07 08:01:59.999999Z'),
  :'held',
  'one''s own hold is found until it lapses'
);
select is(
  pg_temp.refusal(:'ben', :'dora_1', '2030-01-07 08:01:59.999999Z') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a hold keeps others out until it lapses'
);
select is(
  pg_temp.refusal(:'ann', :'dora_1', '2030-01-07 08:02Z'),
  null,
  'one''s own lapsed hold is not found: the slot can be booked again'
);
select is(
  pg_temp.refusal(:'ben', :'dora_1', '2030-01-07 08:02Z'),
  null,
  'a lapsed hold of somebody else does not keep others out'
);
select is(
  pg_temp.refusal(:'ben', :'dora_1', '2030-01-08 09:00Z'),
  '{"success": false, "error": "SLOT_IN_PAST", "start_time": "2030-01-08T09:00:00+00:00"}',
  'a slot with a lapsed hold that has started is in the past'
);

savepoint held;
update medbook.doctors set is_active = false where id = :'dora';
select is(
  pg_temp.refusal(:'ann', :'dora_1', '2030-01-07 08:02Z'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'one''s own lapsed hold is not found when the doctor has left either, from the instant it lapses'
);
rollback to held;

select api.confirm_booking(:'ann', :'held') as confirmed \gset
select is(
  pg_temp.refusal(:'ben', :'dora_1', :'now'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a booked slot is unavailable, without a time at which it will be free'
);
select is(pg_temp.own(:'ann', :'dora_1', :'now'), :'held', 'one''s own confirmed booking is found again');
select is(
  pg_temp.own(:'ann', :'dora_1', '2030-01-09Z'),
  :'held',
  'one''s own booking is found even after it has started: own comes before past'
);
savepoint active;
update medbook.users set is_active = false where id = :'ann';
select is(
  pg_temp.refusal(:'ann', :'dora_1', :'now'),
  '{"success": false, "error": "FORBIDDEN"}',
  'a deactivated user is not answered with an own booking'
);
select is(pg_temp.refusal(:'ann', :'dora_2', :'now'), null, 'a free slot is checked for every user');
select is(pg_temp.refusal(:'ann', :'dora_past', :'now') ->> 'error', 'SLOT_IN_PAST', 'so is a started one');
rollback to active;
update medbook.doctors set is_active = false where id = :'dora';
select is(
  pg_temp.own(:'ann', :'dora_1', :'now'),
  :'held',
  'one''s own booking is found even when its doctor is no longer active'
);
select is(
  pg_temp.refusal(:'ben', :'dora_2', :'now') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a doctor''s free slots are unavailable from the deactivation on'
);

select * from finish();
rollback;
