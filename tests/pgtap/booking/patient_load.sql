begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(19);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is(holds || ' ' || coming || ' ' || on_day, '1 1 1', 'a visit of two slots is one booking')
  from booking.patient_load(:'ann', :'dora', 'UTC', '2030-01-08 09:00Z', '2030-01-08 09:30Z', null, core.now());
select is(overlapping, :'visit_id'::uuid, 'all its slots are the patient''s time')
  from booking.patient_load(:'ann', :'eve', 'UTC', '2030-01-08 09:45Z', '2030-01-08 09:50Z', null, core.now());
rollback to visits;
-- What Ann has between 09:00 and 09:30 of the 8th.
create function pg_temp.load(p_except uuid, p_now timestamptz) returns text language sql as $$
  select holds || ' ' || coalesce(overlapping::text, '-')
    from booking.patient_load(
      test.ann(), test.dora(), 'Europe/Berlin', '2030-01-08 09:00Z', '2030-01-08 09:30Z', p_except, p_now)
$$;

select is(pg_temp.load(null, '2030-01-07 08:00Z'), '0 -', 'a patient without bookings has no load');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'eve_1') #>> '{booking,id}' as other \gset
select is(pg_temp.load(null, '2030-01-07 08:00Z'), '1 ' || :'held', 'only the patient''s own holds are counted');
select is(pg_temp.load(:'held', '2030-01-07 08:00Z'), '0 -', 'the booking that is excepted does not count');
select is(pg_temp.load(:'booked', '2030-01-07 08:00Z'), '1 ' || :'held', 'all others do');
select is(pg_temp.load(null, '2030-01-07 08:02Z'), '0 -', 'a lapsed hold does not count');
select is(
  (select overlapping from booking.patient_load(
    :'ann', :'dora', 'Europe/Berlin', '2030-01-08 09:59Z', '2030-01-08 10:30Z', null, '2030-01-07 08:00Z')),
  :'booked'::uuid,
  'an appointment that overlaps by a minute is seen'
);
select is(
  (select proconfig from pg_proc where oid = 'booking.patient_load'::regproc),
  null,
  'it sets nothing, so that it can be inlined'
);

-- Of Ann's bookings: those to come, and those with a doctor on one day.
create function pg_temp.counts(p_doctor_id uuid, p_zone text, p_start timestamptz,
  p_now timestamptz default '2030-01-07 08:00Z', p_except uuid default null) returns text language sql as $$
  select coming || ' ' || on_day
    from booking.patient_load(
      test.ann(), p_doctor_id, p_zone, p_start, p_start + interval '30 minutes', p_except, p_now)
$$;
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-08 12:00Z'), '2 2', 'a hold and an appointment count');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-08 12:00Z', p_except => :'held'), '1 1',
  'but not the one that is moved');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-08 12:00Z', '2030-01-07 08:02Z'), '1 1',
  'nor a hold that has lapsed');
select is(pg_temp.counts(:'eve', 'America/New_York', '2030-01-08 12:00Z'), '2 0', 'another doctor''s day is another');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-07 22:59Z'), '2 0', 'the day before does not count');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-07 23:00Z'), '2 2', 'a day begins at midnight there');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-08 22:59Z'), '2 2', 'lasts until the next');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-08 23:00Z'), '2 0', 'and ends with it');
select is(pg_temp.counts(:'dora', 'No/Where', '2030-01-08 12:00Z'), '2 2', 'a zone that is not known has days too');
select is(pg_temp.counts(:'dora', 'Europe/Berlin', '2030-01-08 12:00Z', '2030-01-08 09:45Z'), '0 1',
  'what has begun is not to come, but on its day');

select * from finish();
rollback;
