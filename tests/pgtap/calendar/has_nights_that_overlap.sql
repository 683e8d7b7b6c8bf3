begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(11);

-- Whether a night from Monday, the 7th of January 2030 a first one, and a Tuesday's morning are at odds.
create function pg_temp.overlap(p_until text, p_from text, p_night daterange default '(,)',
  p_morning daterange default '(,)', p_weekday integer default 1) returns boolean language plpgsql as $$
begin
  delete from medbook.working_hours;
  perform pg_temp.hours(test.dora(), p_weekday, '22:00', p_until, 30, 0, lower(p_night), upper(p_night) - 1),
          pg_temp.hours(test.dora(), p_weekday % 7 + 1, p_from, '12:00', 30, 0, lower(p_morning),
            upper(p_morning) - 1);
  return calendar.has_nights_that_overlap(test.dora());
end
$$;
select is(pg_temp.overlap('06:00', '05:59'), true, 'a night that lasts into the next day''s hours overlaps them');
select is(pg_temp.overlap('06:00', '06:00'), false, 'one that ends when they begin does not');
select is(pg_temp.overlap('24:00', '00:00'), false, 'nor does one that ends at midnight');
select is(pg_temp.overlap('06:00', '05:59', p_weekday => 7), true, 'after Sunday comes Monday');
select is(
  pg_temp.overlap('06:00', '05:00', '(,2030-01-07]', '[2030-01-08,)'),
  true,
  'the last night lasts into the first morning'
);
select is(
  pg_temp.overlap('06:00', '05:00', '(,2030-01-07]', '[2030-01-09,)'),
  false,
  'hours may be others from the day after on'
);
select is(
  pg_temp.overlap('06:00', '05:00', '(,2030-01-08]', '[2030-01-09,)'),
  false,
  'also when they change on a day between the nights'
);
select is(
  pg_temp.overlap('06:00', '05:00', '[2030-01-14,)', '(,2030-01-14]'),
  false,
  'and when the nights begin after the last morning'
);
select is(
  pg_temp.overlap('06:00', '05:00', '[2030-01-14,)', '(,2030-01-15]'),
  true,
  'but not before it'
);
select is(calendar.has_nights_that_overlap(:'eve'), false, 'another doctor''s hours do not count');
delete from medbook.working_hours;
select is(calendar.has_nights_that_overlap(:'dora'), false, 'no hours do not overlap');

select * from finish();
rollback;
