begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(15);

-- Somebody else has locked Eve's slot, or changes Fay's calendar.
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
select pg_temp.lock_elsewhere('medbook.doctors', :'fay') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select is(
  api.reopen_slot(:'chief', :'eve_1'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the slot is refused'
);
select is(api.reopen_slot(:'chief', :'fay_1') ->> 'error', 'SLOT_LOCKED', 'so is one that waited for the calendar');
select is(api.reopen_slot(:'ann', :'eve_1') ->> 'error', 'FORBIDDEN', 'a forbidden call does not wait');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

select api.close_slot(:'chief', :'dora_3') -> 'success' as closed \gset
select :state as before \gset
select is(api.reopen_slot(:'ann', :'dora_3'), '{"success": false, "error": "FORBIDDEN"}', 'patients open no slots');
select is((pg_temp.audited())[2], 'Ann: reopen slot: FORBIDDEN', 'the attempt is recorded');
select is(
  api.reopen_slot(:'chief', :'dora_none'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'an unknown slot is not found'
);
select is(api.reopen_slot(:'chief', :'dora') ->> 'error', 'SLOT_NOT_FOUND', 'a doctor is not a slot');
select is(api.reopen_slot(:'chief', null) ->> 'error', 'SLOT_NOT_FOUND', 'no slot is not found');
select is(:state, :'before', 'refusals change nothing');

select api.reopen_slot(:'chief', :'dora_3') as answer \gset
select is(:'answer'::jsonb #>> '{slot,state}', 'free', 'a slot that was closed by hand is free again');
select is((pg_temp.audited())[3], 'Chief: reopen slot', 'which is recorded');
select :state as after \gset
select is(api.reopen_slot(:'chief', :'dora_3'), :'answer', 'doing it again is answered the same');
select is(:state, :'after', 'and changes nothing');
select api.close_slot(:'chief', :'dora_3') -> 'success' as closed \gset
insert into medbook.working_hours (doctor_id, weekday, start_minute, end_minute, slot_minutes, gap_minutes)
values (:'dora', 1, 540, 600, 30, 0);
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'dora';
select is(
  api.reopen_slot(:'chief', :'dora_3') #>> '{errors,0,pointer}',
  '#/time_zone',
  'where the server does not know the time zone, nobody can say whether it is in the hours'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');

select * from finish();
rollback;
