begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(12);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset

select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(
    calendar.affected_bookings(:'dora', array[:'dora_1', :'dora_2']::uuid[])) b),
  array[:'visit_id'],
  'a visit is affected once'
);
select is(
  calendar.affected_bookings(:'dora', array[:'dora_2']::uuid[]) #>> '{0,id}',
  :'visit_id',
  'also by its further slot alone'
);
rollback to visits;

select is(
  calendar.affected_bookings(:'dora', array[:'dora_1', :'dora_2']::uuid[]),
  '[]',
  'where nothing is booked nothing is affected'
);
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as held \gset
select pg_temp.appointment(:'ben', :'dora_1') as booked \gset
select api.book_slot(:'ann', :'dora_3') #>> '{booking,id}' as cancelled \gset
select api.cancel_booking(:'ann', :'cancelled') as answer \gset
select is(
  (select array_agg(b ->> 'id') from jsonb_array_elements(calendar.affected_bookings(:'dora',
    array[:'dora_2', :'dora_1', :'dora_3', :'dora_4']::uuid[])) b),
  array[:'booked', :'held'],
  'holds and appointments are, by their time; cancelled bookings are not'
);
select is(
  calendar.affected_bookings(:'dora', array[:'dora_1']::uuid[]) -> 0,
  api.get_patient_booking(:'chief', :'booked') -> 'booking',
  'a booking is shown as to administrators'
);
select is(
  calendar.affected_bookings(:'dora', array[:'dora_4']::uuid[]),
  '[]',
  'other slots'' bookings are not affected'
);
select is(calendar.affected_bookings(:'eve', array[:'dora_1']::uuid[]), '[]', 'nor are other doctors''');
select is(calendar.affected_bookings(:'dora', '{}'), '[]', 'no slots have none');
select is(calendar.affected_bookings(:'dora', null), '[]', 'nor has null');
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(
  calendar.affected_bookings(:'dora', array[:'dora_2']::uuid[]) #>> '{0,id}',
  :'held',
  'a hold counts until its last microsecond'
);
update test.clock set now = '2030-01-07 08:02Z';
select is(
  calendar.affected_bookings(:'dora', array[:'dora_2']::uuid[]),
  '[]',
  'and not from the instant it lapses, swept or not'
);
update medbook.bookings set status = 'COMPLETED' where id = :'booked';
select is(calendar.affected_bookings(:'dora', array[:'dora_1']::uuid[]), '[]', 'a visit that is over is not affected');

select * from finish();
rollback;
