begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(34);
\set now '2030-01-07 08:00:00Z'

-- Ann's appointment at 9:00 of the 8th.
select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
create function pg_temp.refusal(p_booking_id uuid, p_slot_id uuid, p_actor_id uuid default test.ann(),
  p_now timestamptz default '2030-01-07 08:00Z') returns jsonb language sql as $$
  select checked.refusal from medbook.bookings b,
    booking.check_move(b, p_actor_id, p_slot_id, null, p_now) checked where b.id = p_booking_id
$$;
create function pg_temp.overridden(p_booking_id uuid, p_slot_id uuid, p_now timestamptz) returns text[] language sql
  as $$
  select checked.overridden from medbook.bookings b,
         booking.check_move(b, test.chief(), p_slot_id, null, p_now) checked where b.id = p_booking_id
$$;
select count(*) as lines from medbook.audit \gset
savepoint booked;

select is(pg_temp.refusal(:'booked', :'dora_2'), null, 'an appointment can be moved to a free slot');
select is(pg_temp.refusal(:'booked', :'eve_1'), null, 'of another doctor too');
select is(
  pg_temp.refusal(:'booked', :'dora_1'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/slot_id",
    "detail": "must be another slot than the booking has"}]}',
  'but not to where it is'
);
select is(pg_temp.refusal(:'booked', :'dora_none') ->> 'error', 'SLOT_NOT_FOUND', 'nor to a slot that does not exist');
select is(pg_temp.refusal(:'booked', null) ->> 'error', 'SLOT_NOT_FOUND', 'nor to none');
select is(pg_temp.refusal(:'booked', :'dora_closed') ->> 'error', 'SLOT_UNAVAILABLE', 'nor to a closed one');
select is(pg_temp.refusal(:'booked', :'fay_1') ->> 'error', 'SLOT_UNAVAILABLE', 'nor to one of a retired doctor');
select is(pg_temp.refusal(:'booked', :'dora_past') ->> 'error', 'SLOT_IN_PAST', 'nor to the past');
select api.book_slot(:'ben', :'dora_2') as answer \gset
select is(
  pg_temp.refusal(:'booked', :'dora_2'),
  '{"success": false, "error": "SLOT_UNAVAILABLE", "held_until": "2030-01-07T08:02:00+00:00"}',
  'nor to one that somebody holds'
);
select is(pg_temp.refusal(:'booked', :'dora_2', p_now => '2030-01-07 08:02Z'), null, 'until the hold lapses');
rollback to booked;

-- The patient's other bookings count, the moved one does not.
select pg_temp.slot(:'eve', 11, '2030-01-08 09:15Z') as overlapping \gset
select is(pg_temp.refusal(:'booked', :'overlapping'), null, 'it may be moved to a slot that overlaps its own');
select pg_temp.appointment(:'ann', :'dora_3') as second \gset
select is(
  pg_temp.refusal(:'booked', :'dora_3'),
  jsonb_build_object('success', false, 'error', 'OVERLAPPING_BOOKING', 'booking_id', :'second'),
  'not to where the patient is already'
);
select is(
  pg_temp.refusal(:'second', :'overlapping') ->> 'booking_id',
  :'booked',
  'nor to a slot that overlaps another booking of the patient''s'
);
select is(
  pg_temp.refusal(:'second', :'overlapping', :'chief') ->> 'error',
  'OVERLAPPING_BOOKING',
  'which an administrator cannot do either'
);
update medbook.settings set max_holds_per_user = 1;
select api.book_slot(:'ann', :'dora_4') #>> '{booking,id}' as held \gset
select is(pg_temp.refusal(:'held', :'dora_2'), null, 'the limit of holds does not keep a hold from moving');
select is(pg_temp.refusal(:'booked', :'dora_2'), null, 'nor an appointment');
rollback to booked;

-- The cut-off.
update medbook.settings set reschedule_cutoff = '2 hours';
select is(
  pg_temp.refusal(:'booked', :'dora_2', p_now => '2030-01-08 06:59:59.999999Z'),
  null,
  'it can be moved until the cut-off'
);
select is(
  pg_temp.refusal(:'booked', :'dora_2', p_now => '2030-01-08 07:00Z'),
  '{"success": false, "error": "TOO_LATE", "cutoff_at": "2030-01-08T07:00:00+00:00"}',
  'and not from then on'
);
select is(
  pg_temp.refusal(:'booked', :'dora_1', p_now => '2030-01-08 07:00Z') ->> 'error',
  'INVALID_INPUT',
  'that it is there already comes before that it is too late'
);
select is(
  pg_temp.refusal(:'booked', :'dora_none', p_now => '2030-01-08 07:00Z') ->> 'error',
  'TOO_LATE',
  'that it is too late before that there is no such slot'
);
select is(count(*), :lines::bigint, 'nothing of it is recorded') from medbook.audit;
select is(
  pg_temp.refusal(:'booked', :'dora_2', :'chief', '2030-01-08 07:00Z'),
  null,
  'an administrator may move it later'
);
select is(pg_temp.overridden(:'booked', :'dora_2', '2030-01-08 07:00Z'), '{TOO_LATE}', 'and it says so');
select is(
  pg_temp.refusal(:'booked', :'dora_none', :'chief', '2030-01-08 07:00Z') ->> 'error',
  'SLOT_NOT_FOUND',
  'and does not help against the rest'
);
rollback to booked;
update medbook.doctors set reschedule_cutoff = '2 days' where id = :'eve';
select is(pg_temp.refusal(:'booked', :'eve_1'), null, 'the cut-off of the doctor where it goes does not count');

-- The window is that of the doctor where it goes.
update medbook.doctors set min_notice = '2 days' where id = :'dora';
select is(pg_temp.refusal(:'booked', :'eve_1'), null, 'the window of the doctor where it is does not count');
select is(
  pg_temp.refusal(:'booked', :'dora_2'),
  '{"success": false, "error": "OUTSIDE_BOOKING_WINDOW", "earliest": "2030-01-09T08:00:00+00:00",
    "latest": "2030-04-07T08:00:00+00:00"}',
  'that of the doctor where it goes does'
);
select is(pg_temp.refusal(:'booked', :'dora_2', :'chief'), null, 'an administrator is exempt');
select is(pg_temp.overridden(:'booked', :'dora_2', '2030-01-07 08:00Z'), '{OUTSIDE_BOOKING_WINDOW}', 'and it says so');
update medbook.settings set reschedule_cutoff = '2 hours';
select is(pg_temp.overridden(:'booked', :'dora_2', '2030-01-08 07:00Z'), '{TOO_LATE,OUTSIDE_BOOKING_WINDOW}',
  'of several rules it names each');
select is(pg_temp.audited(), '{}', 'checking records nothing');
rollback to booked;

-- A hold can be moved after the cut-off.
select api.book_slot(:'ann', :'dora_4') #>> '{booking,id}' as held \gset
update medbook.settings set reschedule_cutoff = '10 days';
select is(pg_temp.refusal(:'held', :'dora_2'), null, 'a hold has no cut-off');
select :state as before \gset
select is(pg_temp.refusal(:'booked', :'dora_2') ->> 'error', 'TOO_LATE', 'an appointment has');
select is(:state, :'before', 'checking changes nothing');

select * from finish();
rollback;
