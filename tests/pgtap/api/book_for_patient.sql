begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(47);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
update medbook.services set bookable_by = 'ADMINISTRATORS' where id = :'long';
select is(api.book_slot(:'ann', :'dora_1', :'long') ->> 'error', 'SERVICE_RESTRICTED', 'a patient may not book it');
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_1', null, :'long') #>> '{booking,end_time}',
  '2030-01-08T10:00:00+00:00',
  'an administrator may, for the patient'
);
rollback to visits;

-- Refusals in their order, none of which changes anything.
select :state as before \gset
select is(
  api.book_for_patient(:'ann', :'ben', :'dora_1'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients book for nobody else'
);
select is(api.book_for_patient(:'ann', :'ann', :'dora_1') ->> 'error', 'FORBIDDEN', 'nor this way for themselves');
select is(
  api.book_for_patient(:'gone', :'nobody', :'dora_none', '') ->> 'error',
  'FORBIDDEN',
  'not allowed comes first'
);
select is(api.book_for_patient(null, :'ann', :'dora_1') ->> 'error', 'FORBIDDEN', 'nobody books for nobody');
select is(
  pg_temp.audited(),
  '{Ann: book for a patient: FORBIDDEN,Ann: book for a patient: FORBIDDEN,Gone: book for a patient: FORBIDDEN,
    DBA: book for a patient: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.book_for_patient(:'chief', :'nobody', :'dora_1', ''),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/reason",
    "detail": "must have 1 to 500 characters"}]}',
  'a reason is one, which comes before not found'
);
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_1', repeat('x', 501)) #>> '{errors,0,pointer}',
  '#/reason',
  'of at most 500 characters'
);
select is(
  api.book_for_patient(:'chief', :'nobody', :'dora_none'),
  '{"success": false, "error": "USER_NOT_FOUND"}',
  'an unknown patient is not found, which comes before the slot'
);
select is(
  api.book_for_patient(:'chief', :'gone', :'dora_1') ->> 'error',
  'USER_NOT_FOUND',
  'nor is a deactivated patient'
);
select is(api.book_for_patient(:'chief', null, :'dora_1') ->> 'error', 'USER_NOT_FOUND', 'nobody is nobody');
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_none'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'an unknown slot is not found'
);
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_closed') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a closed slot is unavailable to an administrator too'
);
select is(
  api.book_for_patient(:'chief', :'ann', :'fay_1', 'why not') ->> 'error',
  'SLOT_UNAVAILABLE',
  'so is one of a retired doctor, whatever the reason'
);
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_past') ->> 'error',
  'SLOT_IN_PAST',
  'the past is over for an administrator too'
);
select is(:state, :'before', 'refusals change nothing');
select is(
  (pg_temp.audited())[5:],
  '{Chief: book for a patient (Ann): SLOT_NOT_FOUND,Chief: book for a patient (Ann): SLOT_UNAVAILABLE,
    Chief: book for a patient (Ann): SLOT_UNAVAILABLE,Chief: book for a patient (Ann): SLOT_IN_PAST}',
  'attempts for a patient are recorded, with their outcome'
);
select count(*) as lines from medbook.audit \gset

-- Somebody else is booking it.
select pg_temp.lock_elsewhere('medbook.slots', :'dora_1') as other \gset
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_1'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a slot that somebody is booking this instant is refused at once'
);
select is(:state, :'before', 'which changes nothing');
select pg_temp.unlock_elsewhere() as other \gset

-- A hold for a patient.
select api.book_for_patient(:'chief', :'ann', :'dora_1') as answer \gset
select :'answer'::jsonb #>> '{booking,id}' as held \gset
select is(:'answer'::jsonb ->> 'created', :'held', 'a new hold is created');
select is(
  :'answer'::jsonb - 'created',
  api.get_booking(:'ann', :'held'),
  'it is the patient''s, who can read it'
);
select is(:'answer'::jsonb #> '{booking,expires_in}', '120', 'it has to be confirmed like any other');
select is(pg_temp.history(:'held'), '{Chief: PENDING}', 'the history names the administrator');
select is(override_reason, null, 'without a reason there is none') from medbook.bookings where id = :'held';
select is(
  (pg_temp.audited())[:lines + 1:],
  '{Chief: book for a patient (Ann): SLOT_LOCKED,Chief: book for a patient (Ann)}',
  'the audit names the patient'
);
select :state as after \gset
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_1'),
  api.get_booking(:'ann', :'held'),
  'asking again is answered with the same booking'
);
select is(api.book_slot(:'ann', :'dora_1'), api.get_booking(:'ann', :'held'), 'so is the patient');
select is(
  api.book_for_patient(:'chief', :'ben', :'dora_1') ->> 'error',
  'SLOT_UNAVAILABLE',
  'it cannot be booked for another one'
);
select is(:state, :'after', 'and nothing changes');
select is(api.confirm_booking(:'ann', :'held') #>> '{booking,status}', 'CONFIRMED', 'the patient can confirm it');
select is(
  api.confirm_booking(:'chief', (api.book_for_patient(:'chief', :'ben', :'dora_2') #>> '{booking,id}')::uuid)
    #>> '{booking,status}',
  'CONFIRMED',
  'and so can an administrator'
);

-- The patient's own bookings count, unless there is a reason.
select pg_temp.slot(:'eve', 11, '2030-01-08 09:15Z') as overlapping \gset
select count(*) as lines from medbook.audit \gset
savepoint booked;
select :state as before \gset
select is(
  api.book_for_patient(:'chief', :'ann', :'overlapping'),
  jsonb_build_object('success', false, 'error', 'OVERLAPPING_BOOKING', 'booking_id', :'held'),
  'nobody is at two doctors'' at a time, whoever books'
);
select is(:state, :'before', 'which changes nothing');
select api.book_for_patient(:'chief', :'ann', :'overlapping', 'her twin, who has no account') as answer \gset
select is(:'answer'::jsonb -> 'success', 'true', 'but with a reason');
select is(
  override_reason,
  'her twin, who has no account',
  'which is stored with the booking'
) from medbook.bookings where id = (:'answer'::jsonb ->> 'created')::uuid;
select is(
  (pg_temp.audited())[:lines + 2:],
  '{Chief: override OVERLAPPING_BOOKING (Ann),Chief: book for a patient (Ann)}',
  'and the audit names the overridden rule'
);
rollback to booked;
update medbook.settings set max_holds_per_user = 1;
select api.book_slot(:'ann', :'dora_3') as answer \gset
select is(
  api.book_for_patient(:'chief', :'ann', :'dora_4'),
  '{"success": false, "error": "HOLD_LIMIT", "max_holds": 1}',
  'the limit of holds is the patient''s, whoever books'
);
select is(api.book_for_patient(:'chief', :'ben', :'dora_4') -> 'success', 'true', 'and not the administrator''s');
select is(
  api.book_for_patient(:'chief', :'ann', :'eve_1', repeat('ß', 500)) -> 'success',
  'true',
  'a reason of 500 characters is enough'
);
select is(
  (pg_temp.audited())[:lines + 3:],
  '{Chief: override HOLD_LIMIT (Ann),Chief: book for a patient (Ann)}',
  'and recorded'
);
rollback to booked;

-- The window does not bind administrators, which is recorded.
update medbook.settings set min_notice = '2 days';
select is(api.book_slot(:'ann', :'dora_3') ->> 'error', 'OUTSIDE_BOOKING_WINDOW', 'a slot too soon for the patient');
select is(api.book_for_patient(:'chief', :'ann', :'dora_3') -> 'success', 'true', 'is not for an administrator');
select is(
  (pg_temp.audited())[:lines + 1:],
  '{Chief: override OUTSIDE_BOOKING_WINDOW (Ann),Chief: book for a patient (Ann)}',
  'which is recorded'
);
update medbook.settings set min_notice = '0', booking_horizon = '1 day';
select is(api.book_for_patient(:'chief', :'ben', :'dora_4') -> 'success', 'true', 'nor is one too far ahead');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select is(
  (select count(*) from medbook.bookings where override_reason is not null),
  0::bigint,
  'an exemption from the window needs no reason'
);

select * from finish();
rollback;
