begin;
\ir ../names.psql
select plan(8);
\set now '2030-01-07 08:00:00Z'

select is(
  booking.booking_window(:'dora', :'now'),
  '{"earliest": "2030-01-07T08:00:00+00:00", "latest": "2030-04-07T08:00:00+00:00"}',
  'without rules of its own a clinic is booked from now on for 90 days'
);
update medbook.settings set min_notice = '2 hours', booking_horizon = '10 days';
select is(
  booking.booking_window(:'dora', :'now'),
  '{"earliest": "2030-01-07T10:00:00+00:00", "latest": "2030-01-17T08:00:00+00:00"}',
  'the clinic''s window is answered as instants'
);
update medbook.doctors set min_notice = '1 day' where id = :'dora';
select is(
  booking.booking_window(:'dora', :'now'),
  '{"earliest": "2030-01-08T08:00:00+00:00", "latest": "2030-01-17T08:00:00+00:00"}',
  'the doctor''s own notice counts'
);
update medbook.doctors set booking_horizon = '5 days' where id = :'dora';
select is(
  booking.booking_window(:'dora', :'now') ->> 'latest',
  '2030-01-12T08:00:00+00:00',
  'so does the doctor''s own horizon'
);
select is(
  booking.booking_window(:'eve', :'now') ->> 'earliest',
  '2030-01-07T10:00:00+00:00',
  'another doctor has the clinic''s'
);
select is(booking.booking_window(:'no_doctor', :'now'), null, 'no doctor has no window');
select is(
  booking.booking_window(:'dora', '2030-03-30 11:00Z') ->> 'earliest',
  '2030-03-31T11:00:00+00:00',
  'a day''s notice is 24 hours when the doctor''s clock is put forward'
);
set local timezone = 'Europe/Berlin';
select is(
  (booking.booking_window(:'dora', '2030-03-30 11:00Z') ->> 'earliest')::timestamptz,
  '2030-03-31 11:00Z'::timestamptz,
  'the session''s time zone does not matter'
);

select * from finish();
rollback;
