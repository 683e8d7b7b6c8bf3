begin;
\ir ../names.psql
select plan(13);

select columns_are(
  'api',
  'slot_state',
  array['id', 'doctor_id', 'specialization', 'start_time', 'end_time', 'state', 'service_ids'],
  'it names no person'
);
select is(count(*), (select count(*) from medbook.slots), 'every slot has one row') from api.slot_state;
select is(specialization, 'Cardiology', 'the field is the doctor''s') from api.slot_state where id = :'dora_1';
select is(state, 'free', 'a slot that nobody has is free') from api.slot_state where id = :'dora_1';
select is(state, 'closed', 'a closed slot is closed') from api.slot_state where id = :'dora_closed';

select api.book_slot(:'ann', :'dora_1') as answer \gset
select api.book_slot(:'ann', :'dora_2') #>> '{booking,id}' as confirmed \gset
select api.confirm_booking(:'ann', :'confirmed') as answer \gset
select is(state, 'held', 'a held slot is held') from api.slot_state where id = :'dora_1';
select is(state, 'booked', 'a booked slot is booked') from api.slot_state where id = :'dora_2';
update medbook.slots set close_cause = 'TIME_OFF' where id in (:'dora_1', :'dora_2');
select is(state, 'held', 'a held slot that closes later is held') from api.slot_state where id = :'dora_1';
select is(state, 'booked', 'a booked one likewise') from api.slot_state where id = :'dora_2';
update test.clock set now = now + interval '2 minutes';
select is(state, 'closed', 'it closes when the hold lapses') from api.slot_state where id = :'dora_1';
update medbook.slots set close_cause = null;
select is(state, 'free', 'else it is free from that instant, swept or not') from api.slot_state where id = :'dora_1';
update test.clock set now = now - interval '1 microsecond';
select is(state, 'held', 'and held a microsecond before') from api.slot_state where id = :'dora_1';
select api.cancel_booking(:'ann', :'confirmed') as answer \gset
select is(state, 'free', 'a cancelled slot is free') from api.slot_state where id = :'dora_2';

select * from finish();
rollback;
