begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(15);

create function pg_temp.checked(p_slot_id uuid, p_actor_id uuid, p_reason text default null, p_except uuid default null)
  returns jsonb language sql as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'refusal', refusal ->> 'error', 'own', own_booking_id, 'overridden', overridden))
    from booking.check_booking(test.ann(), p_actor_id, p_slot_id, p_except, p_reason, '2030-01-07 08:00Z')
$$;

select is(pg_temp.checked(:'dora_1', :'ann'), '{}', 'a free slot can be booked');
select is(pg_temp.checked(:'dora_none', :'ann'), '{"refusal": "SLOT_NOT_FOUND"}', 'the slot''s rules bind');

-- A patient's other bookings.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.slot(:'eve', 11, '2030-01-08 09:15Z') as overlapping \gset
select is(
  pg_temp.checked(:'dora_1', :'ann'),
  jsonb_build_object('own', :'booked'),
  'the patient''s own booking is returned, and refuses nothing'
);
select is(
  pg_temp.checked(:'dora_1', :'chief', 'twins'),
  jsonb_build_object('own', :'booked'),
  'to an administrator too'
);
select is(pg_temp.checked(:'overlapping', :'ann'), '{"refusal": "OVERLAPPING_BOOKING"}', 'the patient''s rules bind');
select is(
  pg_temp.checked(:'overlapping', :'ann', 'twins'),
  '{"refusal": "OVERLAPPING_BOOKING"}',
  'whatever a patient''s reason'
);
select is(
  pg_temp.checked(:'overlapping', :'ann', null, :'booked'),
  '{}',
  'the booking that is being moved does not count'
);
select is(
  pg_temp.checked(:'overlapping', :'chief'),
  '{"refusal": "OVERLAPPING_BOOKING"}',
  'they bind administrators without a reason'
);
select is(pg_temp.checked(:'overlapping', :'chief', 'twins'), '{"overridden": ["OVERLAPPING_BOOKING"]}',
  'with a reason they do not, and that is returned');

-- The window.
update medbook.settings set min_notice = '10 days';
select is(pg_temp.checked(:'dora_2', :'ann'), '{"refusal": "OUTSIDE_BOOKING_WINDOW"}', 'the window binds');
select is(pg_temp.checked(:'dora_2', :'chief'), '{"overridden": ["OUTSIDE_BOOKING_WINDOW"]}', 'but not administrators');
select is(
  pg_temp.checked(:'overlapping', :'ann'),
  '{"refusal": "OUTSIDE_BOOKING_WINDOW"}',
  'the slot''s rules come before the patient''s'
);
select is(
  pg_temp.checked(:'overlapping', :'chief'),
  '{"refusal": "OVERLAPPING_BOOKING", "overridden": ["OUTSIDE_BOOKING_WINDOW"]}',
  'overriding one rule does not override the rest');
select is(
  pg_temp.checked(:'overlapping', :'chief', 'twins'),
  '{"overridden": ["OUTSIDE_BOOKING_WINDOW", "OVERLAPPING_BOOKING"]}',
  'every overridden rule is returned');
select is(pg_temp.audited(), '{}', 'checking records nothing');

select * from finish();
rollback;
