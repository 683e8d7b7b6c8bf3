begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(22);

select columns_are(
  'api',
  'patient_booking',
  array['id', 'slot_id', 'doctor_id', 'doctor_name', 'specialization', 'status', 'start_time', 'end_time', 'expires_at',
    'expires_in', 'extendable_until', 'fee', 'currency', 'created_at', 'confirmed_at', 'cancelled_at',
    'rescheduled_from', 'patient_id', 'patient_name', 'patient_email', 'patient_phone', 'reason', 'override_reason',
    'rescheduled_to',
    'ended_by', 'service_id', 'service_name', 'origin'],
  'a booking has the members that the documentation names');
select columns_are(
  'api',
  'booking',
  array['id', 'slot_id', 'doctor_id', 'doctor_name', 'specialization', 'status', 'start_time', 'end_time', 'expires_at',
    'expires_in', 'extendable_until', 'fee', 'currency', 'created_at', 'confirmed_at', 'cancelled_at',
    'rescheduled_from', 'rescheduled_to', 'ended_by', 'reason', 'service_id', 'service_name', 'origin'],
  'the patient sees less');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select pg_temp.appointment(:'ben', :'dora_2') as booked \gset
select pg_temp.appointment(:'ann', :'dora_3') as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled', 'I feel better') as answer \gset
select pg_temp.slot(:'eve', 11, '2030-01-08 09:00Z') as same \gset
select api.book_for_patient(:'chief', :'ann', :'same', 'twins') #>> '{booking,id}' as twins \gset
select is(count(*), (select count(*) from medbook.bookings), 'every booking has one row') from api.patient_booking;
select is_empty(
  'select id from api.patient_booking p join api.booking b using (id) where to_jsonb(p) -
    ''{patient_id,patient_name,patient_email,patient_phone,override_reason}''::text[]
    is distinct from to_jsonb(b)',
  'the patient''s columns are the same'
);
select is(patient_id, :'ann'::uuid, 'it names its patient') from api.patient_booking where id = :'held';
select is(patient_name, 'Ann', 'by name') from api.patient_booking where id = :'held';
select is(patient_email, 'ann@example.com', 'and address') from api.patient_booking where id = :'held';
select is(
  pg_typeof(patient_email)::text,
  'text',
  'which is a text in JSON'
) from api.patient_booking where id = :'held';
select is(reason, null, 'a booking that lives has no reason') from api.patient_booking where id = :'held';
select is(
  reason,
  'I feel better',
  'one that was cancelled may have one'
) from api.patient_booking where id = :'cancelled';
select is(override_reason, null, 'a patient needs no reason to book') from api.patient_booking where id = :'held';
select is(override_reason, 'twins', 'it shows an administrator''s reason') from api.patient_booking where id = :'twins';
select is(expires_in, 120, 'a hold runs') from api.patient_booking where id = :'held';
select is(status, 'CONFIRMED', 'a confirmed one is') from api.patient_booking where id = :'booked';
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(status, 'PENDING', 'a hold is one until its last microsecond') from api.patient_booking where id = :'held';
select is(expires_in, 1, 'which is counted as a second') from api.patient_booking where id = :'held';
update test.clock set now = '2030-01-07 08:02Z';
select is(
  status,
  'FAILED',
  'from the instant it lapses it has failed, swept or not'
) from api.patient_booking where id = :'held';
select is(expires_in, null, 'and no seconds are left') from api.patient_booking where id = :'held';
update test.clock set now = '2030-01-08 12:00Z';
select api.mark_no_show(:'chief', :'booked') as answer \gset
select is(status, 'NO_SHOW', 'a visit that was missed was') from api.patient_booking where id = :'booked';
select account.erase_user(:'ann') as answer \gset
select is(patient_name, 'Erased', 'an erased patient is shown as Erased') from api.patient_booking where id = :'held';
select is(reason, null, 'and gave no reason') from api.patient_booking where id = :'cancelled';
select is(override_reason, null, 'nor was one given for them') from api.patient_booking where id = :'twins';

select * from finish();
rollback;
