begin;
\ir ../names.psql
select plan(20);

select is(calendar.is_date('2030-01-07'), true, 'a date is one');
select is(calendar.is_date('2032-02-29'), true, 'a leap day is a date');
select is(calendar.is_date('9999-12-31'), true, 'the last date of RFC 3339 is a date');
select is(calendar.is_date('0001-01-01'), true, 'the first date of our era is a date');
select is(calendar.is_date('2030-02-29'), false, 'the 29th of February of another year is no date');
select is(calendar.is_date('2030-02-30'), false, 'the 30th of February is no date');
select is(calendar.is_date('2030-13-01'), false, 'there is no thirteenth month');
select is(calendar.is_date('2030-00-10'), false, 'there is no month before January');
select is(calendar.is_date('2030-01-00'), false, 'there is no day before the first');
select is(calendar.is_date('0000-01-01'), false, 'there is no year 0');
select is(calendar.is_date('2030-1-7'), false, 'months and days have two digits');
select is(calendar.is_date('20300107'), false, 'a date without hyphens is none');
select is(calendar.is_date('07.01.2030'), false, 'a date of another style is none');
select is(calendar.is_date('2030-01-07T00:00:00Z'), false, 'a time is no date');
select is(calendar.is_date(' 2030-01-07'), false, 'a date has nothing around it');
select is(calendar.is_date(E'2030-01-07\n'), false, 'a date is not a line');
select is(calendar.is_date('tomorrow'), false, 'a word is no date');
select is(calendar.is_date('infinity'), false, 'infinity is no date');
select is(calendar.is_date(''), false, 'an empty text is no date');
select is(calendar.is_date(null), null, 'no text is neither');

select * from finish();
rollback;
