begin;
\ir ../names.psql
select plan(6);

select is(calendar.clock_text(0), '00:00', 'the day begins at 00:00');
select is(calendar.clock_text(9 * 60 + 5), '09:05', 'hours and minutes have two digits');
select is(calendar.clock_text(1439), '23:59', 'the last minute of the day is 23:59');
select is(calendar.clock_text(1440), '24:00', 'the end of the day is 24:00');
select is(calendar.clock_text(null), null, 'no minute has no text');
select is_empty(
  'select m from generate_series(0, 1440) m where calendar.minute_of(calendar.clock_text(m)) is distinct from m',
  'every minute of the day can be read back'
);

select * from finish();
rollback;
