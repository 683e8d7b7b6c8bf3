begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(2);

select pg_temp.appointment(:'ann', :'dora_1') as booked \gset
select pg_temp.appointment(:'ann', :'eve_1') as moved \gset
select is(
  booking.answer_moved(:'moved', b),
  api.get_booking(:'ann', :'moved') || '{"fee_before": 9000, "currency_before": "EUR"}',
  'the new booking is shown with the old price'
) from medbook.bookings b where id = :'booked';
select is(
  booking.answer_moved(:'booked', b) -> 'currency_before',
  '"USD"',
  'which is in its own currency'
) from medbook.bookings b where id = :'moved';

select * from finish();
rollback;
