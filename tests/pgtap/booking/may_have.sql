begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);

select is(
  booking.may_have('EVERYBODY', :'ann', :'dora', '2030-01-07 08:00Z'),
  true,
  'what is for everybody is for all'
);
select is(
  booking.may_have('ADMINISTRATORS', :'ann', :'dora', '2030-01-07 08:00Z'),
  false,
  'what the clinic books is not'
);
select is(
  booking.may_have('KNOWN_PATIENTS', :'ann', :'dora', '2030-01-07 08:00Z'),
  false,
  'a new patient is not known'
);
select pg_temp.appointment(:'ann', :'dora_1') as visit \gset
select is(
  booking.may_have('KNOWN_PATIENTS', :'ann', :'dora', '2030-01-08 08:59Z'), false, 'nor one who has yet to come');
select is(booking.may_have('KNOWN_PATIENTS', :'ann', :'dora', '2030-01-08 09:00Z'), true, 'who has been there is');
update medbook.bookings set status = 'NO_SHOW' where id = :'visit';
select is(booking.may_have('KNOWN_PATIENTS', :'ann', :'dora', '2030-01-09Z'), false, 'who did not come is not');

select * from finish();
rollback;
