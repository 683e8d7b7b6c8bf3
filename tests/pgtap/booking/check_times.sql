begin;
\ir ../names.psql
select plan(8);

select is(booking.check_times('{}'), null, 'nothing is wrong with any time');
select is(
  booking.check_times('{"from": "2030-01-08Z", "to": "2030-01-09Z", "weekdays": [1, 7], "earliest": "09:00",
    "latest": "24:00"}'),
  null,
  'nor with bounds, the end of a day among them'
);
select is(
  booking.check_times('{"from": "2030-01-08Z", "to": "2030-01-08Z"}') #>> '{errors,0,pointer}',
  '#/to',
  'a time ends after it begins'
);
select is(booking.check_times('{"weekdays": [8]}') #>> '{errors,0,pointer}', '#/weekdays', 'no week has an eighth day');
select is(booking.check_times('{"weekdays": []}') #>> '{errors,0,pointer}', '#/weekdays', 'no day is no wish');
select is(
  booking.check_times('{"earliest": "24:00"}') #>> '{errors,0,pointer}',
  '#/earliest',
  'nothing starts at 24:00'
);
select is(booking.check_times('{"latest": "9:00"}') #>> '{errors,0,pointer}', '#/latest', 'hours have two digits');
select is(
  booking.check_times('{"earliest": "09:00", "latest": "09:00"}') #>> '{errors,0,detail}',
  'must be later than earliest',
  'a time of day ends after it begins'
);

select * from finish();
rollback;
