begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(7);

select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'eve_1') #>> '{booking,id}' as held \gset
savepoint booked;
select calendar.close_clinic('[2030-01-08Z,2030-01-09Z)', null) as answer \gset
select is(:'answer'::jsonb - 'affected_bookings', '{"closed": 4, "doctors_left": []}', 'all free slots close');
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(:'answer'::jsonb -> 'affected_bookings') b),
  array[:'booked', :'held'],
  'it lists the bookings, doctor by doctor'
);
rollback to booked;
select is(
  calendar.close_clinic(null, '[2030-01-09,2030-01-10)'),
  '{"closed": 0, "affected_bookings": [], "doctors_left": []}',
  'a day on which nobody works can be one'
);
rollback to booked;

-- Somebody else holds Dora's row.
select pg_temp.lock_elsewhere('medbook.doctors', :'dora') as other \gset
select calendar.close_clinic(null, '[2030-01-08,2030-01-09)') as answer \gset
select is(
  :'answer'::jsonb - 'affected_bookings',
  jsonb_build_object('closed', 1, 'doctors_left', jsonb_build_array(
    jsonb_build_object('id', :'dora', 'name', 'Dr. Dora Day'))),
  'a doctor who is locked is named'
);
select is(
  (select array_agg(pg_temp.state(id) order by id) from medbook.slots where id in (:'dora_1', :'dora_2', :'fay_1')),
  '{free,booked,closed TIME_OFF}',
  'and left as before'
);
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(:'answer'::jsonb -> 'affected_bookings') b),
  array[:'booked', :'held'],
  'the bookings are listed all the same: their patients are to be called'
);
select pg_temp.unlock_elsewhere() as other \gset
select is(current_setting('lock_timeout'), '0', 'the caller waits for locks as before');

select * from finish();
rollback;
