begin;
\ir ../names.psql
select plan(10);

-- Tuesday, 9 o'clock UTC, 10 in Berlin.
create function pg_temp.suits(
  p_from timestamptz default null, p_to timestamptz default null, p_weekdays integer[] default null,
  p_earliest time default null, p_latest time default null) returns boolean language sql as $$
  select booking.is_suitable(p_from, p_to, p_weekdays, p_earliest, p_latest, '2030-01-08 09:00Z', 2, '10:00')
$$;
select ok(pg_temp.suits(), 'any time suits who wishes none');
select ok(pg_temp.suits(p_from => '2030-01-08 09:00Z'), 'the beginning is included');
select ok(not pg_temp.suits(p_from => '2030-01-08 09:00:01Z'), 'before it nothing suits');
select ok(pg_temp.suits(p_to => '2030-01-08 09:00:01Z'), 'what starts before the end suits');
select ok(not pg_temp.suits(p_to => '2030-01-08 09:00Z'), 'the end is excluded');
select ok(pg_temp.suits(p_weekdays => '{1,2}'), 'a day that is named suits');
select ok(not pg_temp.suits(p_weekdays => '{1,3}'), 'another one does not');
select ok(
  pg_temp.suits(p_earliest => '10:00', p_latest => '24:00'),
  'times of day are the doctor''s, and may be the last'
);
select ok(not pg_temp.suits(p_earliest => '10:01'), 'it is not before the earliest');
select ok(not pg_temp.suits(p_latest => '10:00'), 'nor at the latest');

select * from finish();
rollback;
