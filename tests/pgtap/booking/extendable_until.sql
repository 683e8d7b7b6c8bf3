begin;
select plan(2);

select is(
  booking.extendable_until('2030-01-07 08:02Z', '2030-01-07 08:00Z', '20 minutes'),
  '2030-01-07 08:20Z'::timestamptz,
  'a hold can last for max_hold after it was made'
);
select is(
  booking.extendable_until('2030-01-07 08:02Z', '2030-01-07 08:00Z', '1 minute'),
  '2030-01-07 08:02Z'::timestamptz,
  'and never shorter than it lasts anyway'
);

select * from finish();
rollback;
