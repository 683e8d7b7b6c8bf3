begin;
\ir ../names.psql
select plan(2);

select is(
  outbound.calendar_time('2030-01-08 09:00:59.9+01'),
  '20300108T080059Z',
  'an instant is in UTC, to the second'
);
set local timezone = 'Asia/Kathmandu';
select is(outbound.calendar_time('2030-01-08 09:00Z'), '20300108T090000Z', 'whatever the session''s time zone');

select * from finish();
rollback;
