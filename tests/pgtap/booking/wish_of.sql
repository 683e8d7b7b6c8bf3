begin;
\ir ../names.psql
select plan(2);

select is(booking.wish_of(null, null, null, null, null, null, null, null), '{}', 'nothing is wished');
select is(
  booking.wish_of(:'dora', null, :'nobody', null, null, '[1]', '09:00', null),
  jsonb_build_object('doctor_ids', jsonb_build_array(:'dora'), 'service_id', :'nobody', 'weekdays', '[1]'::jsonb,
                     'earliest', '09:00'),
  'a doctor is a list of one'
);

select * from finish();
rollback;
