begin;
\ir ../names.psql
select plan(22);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

select is(count(*), 1::bigint, 'a visit is one appointment')
  from outbound.appointments(:'ann', null, core.now());
select is(end_time || ' ' || summary, '2030-01-08 10:00Z'::timestamptz || ' Appointment with Dr. Dora Day',
  'with its end, and nothing of medicine') from outbound.appointments(:'ann', null, core.now());
rollback to visits;

create function pg_temp.seen(p_user_id uuid, p_doctor_id uuid) returns jsonb language sql as $$
  select coalesce(jsonb_agg(jsonb_build_array(id, sequence, is_cancelled, summary) order by start_time), '[]')
    from outbound.appointments(p_user_id, p_doctor_id, core.now())
$$;
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as moved \gset
select is(pg_temp.seen(:'ann', null), '[]', 'a hold is no appointment');
select api.confirm_booking(:'ann', :'moved') as confirmed \gset
select is(
  pg_temp.seen(:'ann', null),
  jsonb_build_array(jsonb_build_array(:'moved', 0, false, 'Appointment with Dr. Dora Day')),
  'a confirmed booking is one, with the doctor''s name for the patient'
);
select is(
  pg_temp.seen(null, :'dora'),
  jsonb_build_array(jsonb_build_array(:'moved', 0, false, 'Ann')),
  'and with the patient''s name for the doctor'
);
select results_eq(
  format('select changed_at, start_time, end_time from outbound.appointments(%L, null, core.now())', :'ann'),
  $$values (timestamptz '2030-01-07 08:00Z', timestamptz '2030-01-08 09:00Z', timestamptz '2030-01-08 09:30Z')$$,
  'it is at the slot''s time, and changed when it was confirmed'
);
select is(pg_temp.seen(:'ben', null), '[]', 'others do not see it');
select is(pg_temp.seen(null, :'eve'), '[]', 'nor do other doctors');

update test.clock set now = now + interval '1 minute';
select api.reschedule_booking(:'ann', :'moved', :'dora_3') #>> '{booking,id}' as there \gset
select results_eq(
  format('select id, sequence, is_cancelled, start_time from outbound.appointments(%L, null, core.now())', :'ann'),
  format($$values (%L::uuid, 1, false, timestamptz '2030-01-08 10:00Z')$$, :'moved'),
  'a moved one is the same event at another time'
);
select is(
  pg_temp.seen(null, :'dora'),
  jsonb_build_array(jsonb_build_array(:'moved', 1, false, 'Ann')),
  'for the doctor too'
);
select api.reschedule_booking(:'ann', :'there', :'eve_1') #>> '{booking,id}' as elsewhere \gset
select is(
  pg_temp.seen(:'ann', null),
  jsonb_build_array(jsonb_build_array(:'moved', 2, false, 'Appointment with Dr. Eve East')),
  'moved to another doctor it is still the same for the patient'
);
select is(
  pg_temp.seen(null, :'dora'),
  jsonb_build_array(jsonb_build_array(:'moved', 2, true, 'Ann')),
  'for the doctor whom it left it is cancelled'
);
select is(
  pg_temp.seen(null, :'eve'),
  jsonb_build_array(jsonb_build_array(:'moved', 2, false, 'Ann')),
  'for the other it is there'
);
select api.reschedule_booking(:'ann', :'elsewhere', :'dora_4') #>> '{booking,id}' as back \gset
select is(
  pg_temp.seen(null, :'dora'),
  jsonb_build_array(jsonb_build_array(:'moved', 3, false, 'Ann')),
  'moved back it is there again, once'
);
select api.cancel_booking(:'ann', :'back') as cancelled \gset
select is(
  pg_temp.seen(:'ann', null),
  jsonb_build_array(jsonb_build_array(:'moved', 4, true, 'Appointment with Dr. Dora Day')),
  'a cancelled one is cancelled'
);
select is(
  max(changed_at),
  '2030-01-07 08:01Z',
  'and changed when it was'
) from outbound.appointments(:'ann', null, core.now());
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
select api.cancel_booking(:'ann', :'held') as cancelled \gset
select is(jsonb_array_length(pg_temp.seen(:'ann', null)), 1, 'a hold that was cancelled never was in a calendar');
update test.clock set now = timestamptz '2030-02-06 08:00:59Z';
select is(jsonb_array_length(pg_temp.seen(:'ann', null)), 1, 'cancelled ones stay for 30 days');
update test.clock set now = timestamptz '2030-02-06 08:01Z';
select is(pg_temp.seen(:'ann', null), '[]', 'and not longer');

update test.clock set now = '2030-01-07 08:00Z';
select api.book_slot(:'ben', :'dora_1') #>> '{booking,id}' as visit \gset
select api.confirm_booking(:'ben', :'visit') as confirmed \gset
update test.clock set now = '2030-01-09 08:00Z';
select api.complete_booking(:'chief', :'visit') as completed \gset
select is(
  pg_temp.seen(:'ben', null),
  jsonb_build_array(jsonb_build_array(:'visit', 0, false, 'Appointment with Dr. Dora Day')),
  'an appointment that took place stays'
);
update test.clock set now = timestamptz '2030-01-08 08:59:59Z' + interval '90 days';
select is(jsonb_array_length(pg_temp.seen(:'ben', null)), 1, 'for 90 days');
update test.clock set now = timestamptz '2030-01-08 09:00Z' + interval '90 days';
select is(pg_temp.seen(:'ben', null), '[]', 'and not longer');

select * from finish();
rollback;
