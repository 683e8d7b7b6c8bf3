begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(7);
-- What Ann has between 09:00 and 09:30 of the 8th.
create function pg_temp.load(p_except uuid, p_now timestamptz) returns text language sql as $$
  select holds || ' ' || coalesce(overlapping::text, '-')
    from booking.patient_load(test.ann(), '2030-01-08 09:00Z', '2030-01-08 09:30Z', p_except, p_now)
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
    :'ann', '2030-01-08 09:59Z', '2030-01-08 10:30Z', null, '2030-01-07 08:00Z')),
  :'booked'::uuid,
  'an appointment that overlaps by a minute is seen'
);
select is(
  (select proconfig from pg_proc where oid = 'booking.patient_load'::regproc),
  null,
  'it sets nothing, so that it can be inlined'
);

select * from finish();
rollback;
