begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(6);
\set now '2030-01-07 08:00:00Z'
select pg_temp.slot(:'eve', 11, '2030-01-08 09:00Z') as other \gset

select is(booking.refuse_hold(:'ann', :'dora_1', :'ann', null, :'now'), null, 'nothing hinders');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select is(
  booking.refuse_hold(:'ann', :'dora_1', :'ann', null, :'now'),
  booking.answer_booking(:'held'),
  'the patient''s own booking of the slot is the answer'
);
select is(
  booking.refuse_hold(:'ben', :'dora_1', :'ben', null, :'now') ->> 'error',
  'SLOT_UNAVAILABLE',
  'another''s is a refusal'
);
select is(
  booking.refuse_hold(:'ann', :'other', :'ann', null, :'now') ->> 'error',
  'OVERLAPPING_BOOKING',
  'so is one at the same time'
);
select is(
  booking.refuse_hold(:'ann', :'other', :'chief', 'urgent', :'now'),
  null,
  'which an administrator may override'
);
select results_eq(
  'select action, actor_id, subject_id from medbook.audit',
  format('values (%L, %L::uuid, %L::uuid)', 'override OVERLAPPING_BOOKING', :'chief', :'ann'),
  'and that is recorded'
);

select * from finish();
rollback;
