begin;
\ir ../names.psql
\ir ../offer.psql
\ir ../other_session.psql
select plan(7);

select pg_temp.lock_elsewhere('medbook.slots', :'dora_1') as other \gset
select throws_ok(
  format('select booking.take_slot(%L, pg_temp.offer(%L), %L, null, core.now())', :'ann', :'dora_1', :'ann'),
  '55P03',
  null,
  'a slot that is locked is not waited for'
);
select pg_temp.unlock_elsewhere() as other \gset
select booking.take_slot(:'ann', pg_temp.offer(:'dora_1'), :'ann', null, '2030-01-07 08:00:00.123456Z') as answer \gset
select is(
  :'answer'::jsonb #>> '{booking,expires_at}',
  '2030-01-07T08:02:00.123456+00:00',
  'the hold lasts two minutes, to the microsecond'
);
select is(
  :'answer'::jsonb - 'created' #- '{booking,expires_in}',
  booking.answer_booking((:'answer'::jsonb ->> 'created')::uuid) #- '{booking,expires_in}',
  'the answer to a new hold is what a later read answers'
);
update medbook.settings set hold_duration = '5 minutes';
select is(
  booking.take_slot(:'ann', pg_temp.offer(:'dora_2'), :'ann', null, '2030-01-07 08:00Z') #>> '{booking,expires_at}',
  '2030-01-07T08:05:00+00:00',
  'the next call obeys a changed hold_duration'
);
select is(
  booking.take_slot(:'ben', pg_temp.offer(:'dora_2'), :'ben', null, '2030-01-07 08:04:59.999999Z') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a hold that has not lapsed is not taken over'
);
select is(
  booking.take_slot(:'ben', pg_temp.offer(:'dora_2'), :'ben', null, '2030-01-07 08:05Z') ->> 'error',
  null,
  'one that has is'
);
select is(
  booking.take_slot(:'ben', null, :'ben', null, '2030-01-07 08:05Z') ->> 'error',
  'SLOT_NOT_FOUND',
  'a slot that there is not cannot be held'
);

select * from finish();
rollback;
