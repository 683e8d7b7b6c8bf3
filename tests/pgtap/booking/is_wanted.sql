begin;
\ir ../names.psql
select plan(20);

-- A slot of half an hour.
create function pg_temp.wanted(p_start text, p_wish jsonb, p_zone text default 'Europe/Berlin') returns boolean
  language sql as $$
  select booking.is_wanted(
    p_start::timestamptz, p_start::timestamptz + interval '30 minutes', p_zone, '{}', '{}', p_wish)
$$;
create function pg_temp.is_free(p_full_days datemultirange, p_busy tstzmultirange) returns boolean language sql as $$
  select booking.is_wanted('2030-01-08 23:30Z', '2030-01-09 00:00Z', 'Europe/Berlin', p_full_days, p_busy, '{}')
$$;

select is(pg_temp.wanted('2030-01-08 09:00Z', '{}'), true, 'who wants nothing in particular takes all');

-- Weekdays. 8 January is a Tuesday.
select is(pg_temp.wanted('2030-01-08 09:00Z', '{"weekdays": [1, 2]}'), true, 'a slot on a Tuesday for a Tuesday');
select is(pg_temp.wanted('2030-01-08 09:00Z', '{"weekdays": [1, 3]}'), false, 'not for other days');
select is(pg_temp.wanted('2030-01-08 23:30Z', '{"weekdays": [3]}'), true, 'in Berlin it is Wednesday by then');
select is(pg_temp.wanted('2030-01-08 23:30Z', '{"weekdays": [3]}', 'America/New_York'), false, 'and not in New York');
select is(pg_temp.wanted('2030-01-13 09:00Z', '{"weekdays": [7]}'), true, 'Sunday is 7');

-- Times of day.
select is(pg_temp.wanted('2030-01-08 09:00Z', '{"earliest": "10:00"}'), true, 'it may begin at the earliest time');
select is(pg_temp.wanted('2030-01-08 08:59Z', '{"earliest": "10:00"}'), false, 'and not before');
select is(pg_temp.wanted('2030-01-08 08:59Z', '{"latest": "10:00"}'), true, 'it may begin before the latest time');
select is(pg_temp.wanted('2030-01-08 09:00Z', '{"latest": "10:00"}'), false, 'and not then');
select is(pg_temp.wanted('2030-01-08 22:59Z', '{"latest": "24:00"}'), true, 'a day ends at 24:00');
select is(
  pg_temp.wanted('2030-01-08 15:00Z', '{"earliest": "10:00"}', 'America/New_York'),
  true,
  'where the doctor is'
);
select is(pg_temp.wanted('2030-01-08 14:59Z', '{"earliest": "10:00"}', 'America/New_York'), false, 'to the minute');
select is(pg_temp.wanted('2030-07-08 08:00Z', '{"earliest": "10:00"}'), true, 'in summer the clock is put forward');
select is(pg_temp.wanted('2030-10-27 08:00Z', '{"earliest": "09:00", "latest": "10:00"}'), true, 'and back in autumn');
select is(pg_temp.wanted('2030-10-27 07:00Z', '{"earliest": "09:00", "latest": "10:00"}'), false, 'that very day');

-- What the patient has.
select is(pg_temp.is_free('{[2030-01-09,2030-01-10)}', '{}'), false, 'not on a day that is full');
select is(pg_temp.is_free('{[2030-01-08,2030-01-09)}', '{}'), true, 'the day is the doctor''s');
select is(pg_temp.is_free('{}', '{[2030-01-08 23:59Z, 2030-01-09 01:00Z)}'), false, 'not at the time of another one');
select is(
  pg_temp.is_free('{}', '{[2030-01-08 23:00Z, 2030-01-08 23:30Z), [2030-01-09 00:00Z, 2030-01-09 00:30Z)}'),
  true,
  'between two others'
);

select * from finish();
rollback;
