begin;
\ir ../names.psql
select plan(6);

select is(calendar.end_minute_of('09:00', '17:00'), 1020, 'hours end after they begin');
select is(calendar.end_minute_of('09:00', '24:00'), 1440, 'on the same day, at midnight at the latest');
select is(calendar.end_minute_of('22:00', '06:00'), 1800, 'or on the next day, whose minutes are counted on');
select is(calendar.end_minute_of('22:00', '00:00'), 1440, 'whose beginning is the same midnight');
select is(calendar.end_minute_of('09:00', '08:59'), 1979, 'a minute before a day is over');
select is(calendar.end_minute_of('09:00', '09:00'), 540, 'hours that end as they begin are not a whole day');

select * from finish();
rollback;
