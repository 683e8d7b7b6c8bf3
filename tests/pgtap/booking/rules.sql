begin;
\ir ../names.psql
select plan(21);

select is(
  (select array_agg(key order by key) from booking.rules() r,
    jsonb_object_keys(to_jsonb(r)) key where doctor_id = :'dora'),
  '{booking_horizon,cancel_cutoff,currency,doctor_id,doctor_name,fee,hold_duration,is_active,'
    'max_bookings_per_doctor_day,max_bookings_per_user,max_hold,max_holds_per_user,min_notice,reschedule_cutoff,'
    'specialization,'
    'time_zone}',
  'a doctor has a name and a fee, and the rules are windows, limits and whether anybody can be booked'
);
select is(count(*), (select count(*) from medbook.doctors), 'every doctor has one row') from booking.rules();
select is(min_notice, '0', 'a clinic that says nothing wants no notice') from booking.rules() where doctor_id = :'dora';
select is(
  booking_horizon,
  '90 days',
  'a clinic that says nothing can be booked for 90 days'
) from booking.rules() where doctor_id = :'dora';
select is(
  cancel_cutoff,
  '0',
  'a clinic that says nothing lets cancel until the start'
) from booking.rules() where doctor_id = :'dora';
select is(reschedule_cutoff, '0', 'and move until the start') from booking.rules() where doctor_id = :'dora';
select is(is_active, true, 'a working doctor is active') from booking.rules() where doctor_id = :'dora';
select is(is_active, false, 'a retired one is not') from booking.rules() where doctor_id = :'fay';

update medbook.settings set min_notice = '1 hour', booking_horizon = '30 days', cancel_cutoff = '2 hours',
  reschedule_cutoff = '3 hours';
select is(
  row(min_notice, booking_horizon, cancel_cutoff, reschedule_cutoff)::text,
  row('1 hour'::interval, '30 days'::interval, '2 hours'::interval, '3 hours'::interval)::text,
  'the clinic''s rules hold for every doctor'
) from booking.rules() where doctor_id = :'eve';
update medbook.doctors set min_notice = '4 hours' where id = :'dora';
select is(
  row(min_notice, booking_horizon, cancel_cutoff, reschedule_cutoff)::text,
  row('4 hours'::interval, '30 days'::interval, '2 hours'::interval, '3 hours'::interval)::text,
  'a doctor''s own notice takes the place of the clinic''s, and of nothing else'
) from booking.rules() where doctor_id = :'dora';
update medbook.doctors set min_notice = '0', booking_horizon = '1 day', cancel_cutoff = '0',
  reschedule_cutoff = '5 hours' where id = :'dora';
select is(
  row(min_notice, booking_horizon, cancel_cutoff, reschedule_cutoff)::text,
  row('0'::interval, '1 day'::interval, '0'::interval, '5 hours'::interval)::text,
  'each rule can be a doctor''s own, nothing at all too'
) from booking.rules() where doctor_id = :'dora';
select is(
  row(min_notice, booking_horizon, cancel_cutoff, reschedule_cutoff)::text,
  row('1 hour'::interval, '30 days'::interval, '2 hours'::interval, '3 hours'::interval)::text,
  'another doctor has the clinic''s'
) from booking.rules() where doctor_id = :'eve';

select throws_ok($$update medbook.settings set min_notice = '-1 second'$$, '23514', null, 'notice is not negative');
select throws_ok($$update medbook.settings set cancel_cutoff = '-1 second'$$, '23514', null, 'no cut-off is negative');
select throws_ok(
  $$update medbook.settings set booking_horizon = min_notice$$,
  '23514',
  null,
  'the window is longer than an instant'
);
select throws_ok($$update medbook.settings set max_holds_per_user = 0$$, '23514', null, 'a patient may have a hold');
select throws_ok($$update medbook.settings set max_bookings_per_user = 0$$, '23514', null, 'and a booking');
select throws_ok(
  $$update medbook.settings set max_bookings_per_doctor_day = 0$$,
  '23514',
  null,
  'with each doctor'
);
select throws_ok(
  $$update medbook.doctors set reschedule_cutoff = '-1 second'$$,
  '23514',
  null,
  'a doctor''s cut-off is not negative'
);
select throws_ok(
  $$update medbook.doctors set booking_horizon = '0'$$,
  '23514',
  null,
  'a doctor''s horizon is not zero'
);
update medbook.doctors set min_notice = null, booking_horizon = null, cancel_cutoff = null,
  reschedule_cutoff = null where id = :'dora';
select is(
  booking_horizon,
  '30 days',
  'a rule that is taken back is the clinic''s again'
) from booking.rules() where doctor_id = :'dora';

select * from finish();
rollback;
