begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(11);

savepoint untouched;
-- Whoever locks a row writes to its xmax.
create function pg_temp.lock_at(p_now timestamptz) returns text language sql as $$
  update test.clock set now = p_now;
  select calendar.lock_calendar(test.dora());
  select xmax::text from medbook.slots where id = test.slot(5)
$$;
select xmax as before from medbook.slots where id = :'dora_past' \gset
select is(pg_temp.lock_at('2030-01-07 15:00Z'), :'before', 'a slot is not locked when the longest visit is over');
select isnt(pg_temp.lock_at('2030-01-07 14:59:59Z'), :'before', 'but until then: its visit may have slots to come');
rollback to untouched;

-- Somebody else is booking one of Eve's slots.
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select throws_ok(
  format('select calendar.lock_calendar(%L)', :'eve'),
  '55P03',
  null,
  'it waits for each slot at most lock_timeout'
);
select lives_ok(format('select calendar.lock_calendar(%L)', :'dora'), 'which is not one of another doctor''s');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

select is(
  calendar.lock_calendar(:'dora'),
  array[:'dora_1', :'dora_2', :'dora_3', :'dora_4']::uuid[],
  'the coming slots are found, in the order of their ids; past and closed ones are not'
);
select is(calendar.lock_calendar(:'eve'), array[:'eve_1']::uuid[], 'those of one doctor');
select is(calendar.lock_calendar(:'no_doctor'), '{}', 'nobody has none');
select api.book_slot(:'ann', :'dora_1') as answer \gset
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select is(cardinality(calendar.lock_calendar(:'dora')), 4, 'held and booked ones are among them');
update test.clock set now = '2030-01-08 08:59:59.999999Z';
select is(:'dora_1' = any(calendar.lock_calendar(:'dora')), true, 'a slot is coming until it begins');
update test.clock set now = '2030-01-08 09:00Z';
select is(:'dora_1' = any(calendar.lock_calendar(:'dora')), false, 'and no more from that instant on');
select is(:'dora_2' = any(calendar.lock_calendar(:'dora')), true, 'the next one is');

select * from finish();
rollback;
