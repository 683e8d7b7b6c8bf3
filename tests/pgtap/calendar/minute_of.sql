begin;
\ir ../names.psql
select plan(6);

select is(calendar.minute_of('00:00'), 0, '00:00 is the first minute of the day');
select is(calendar.minute_of('09:05'), 545, '09:05 is the minute 545');
select is(calendar.minute_of('08:08'), 488, 'digits are read as decimal ones');
select is(calendar.minute_of('23:59'), 1439, '23:59 is the last minute of the day');
select is(calendar.minute_of('24:00'), 1440, '24:00 is the end of the day, not its beginning');
select is(calendar.minute_of(null), null, 'no text is no minute');

select * from finish();
rollback;
