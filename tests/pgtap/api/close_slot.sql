begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(36);

-- Somebody else has locked Eve's slot, or changes Fay's calendar.
select pg_temp.lock_elsewhere('medbook.slots', :'eve_1') as other \gset
select pg_temp.lock_elsewhere('medbook.doctors', :'fay') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select :state as before \gset
select is(
  api.close_slot(:'chief', :'eve_1'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the slot is refused'
);
select is(api.close_slot(:'chief', :'fay_1') ->> 'error', 'SLOT_LOCKED', 'so is one that waited for the calendar');
select is(api.close_slot(:'ann', :'eve_1') ->> 'error', 'FORBIDDEN', 'a forbidden call does not wait');
select is(:state, :'before', 'waiting in vain changes nothing');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything.
select pg_temp.appointment(:'ben', :'dora_2') as booked \gset
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
update medbook.slots set changed = '3';
savepoint booked;
select :state as before \gset
select is(api.close_slot(:'ann', :'dora_3'), '{"success": false, "error": "FORBIDDEN"}', 'patients close no slots');
select is(api.close_slot(:'gone', :'dora_none') ->> 'error', 'FORBIDDEN', 'not allowed comes before not found');
select is(api.close_slot(null, :'dora_3') ->> 'error', 'FORBIDDEN', 'nobody closes none');
select is(
  pg_temp.audited(),
  '{Ann: close slot: FORBIDDEN,Gone: close slot: FORBIDDEN,DBA: close slot: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.close_slot(:'chief', :'dora_none'),
  '{"success": false, "error": "SLOT_NOT_FOUND"}',
  'an unknown slot is not found'
);
select is(api.close_slot(:'chief', :'dora') ->> 'error', 'SLOT_NOT_FOUND', 'a doctor is not a slot');
select is(api.close_slot(:'chief', null) ->> 'error', 'SLOT_NOT_FOUND', 'no slot is not found');
select is(
  api.close_slot(:'chief', :'dora_2'),
  '{"success": false, "error": "SLOT_UNAVAILABLE"}',
  'a booked slot is not closed'
);
select is(api.close_slot(:'chief', :'dora_1'), '{"success": false, "error": "SLOT_UNAVAILABLE"}', 'nor is a held one');
update test.clock set now = '2030-01-07 08:01:59.999999Z';
select is(api.close_slot(:'chief', :'dora_1') ->> 'error', 'SLOT_UNAVAILABLE', 'until its last microsecond');
select is(:state, :'before', 'refusals change nothing');
update medbook.slots set close_cause = 'TIME_OFF' where id = :'dora_2';
select is(
  api.close_slot(:'chief', :'dora_2') ->> 'error',
  'SLOT_UNAVAILABLE',
  'a slot that will close with its booking is not closed by hand before'
);
select is(pg_temp.state(:'dora_2'), 'booked TIME_OFF', 'and keeps its cause');

-- A free one.
select is(
  api.close_slot(:'chief', :'dora_3'),
  jsonb_build_object('success', true, 'closed', :'dora_3'),
  'a free slot is closed'
);
select is(pg_temp.state(:'dora_3'), 'closed CLOSED', 'by hand');
select is(closed_at, '2030-01-07 08:01:59.999999Z', 'now') from medbook.slots where id = :'dora_3';
select is(changed, pg_current_xact_id(), 'it names the transaction') from medbook.slots where id = :'dora_3';
select is(api.book_slot(:'ann', :'dora_3') ->> 'error', 'SLOT_UNAVAILABLE', 'it cannot be booked');
select is(pg_temp.state(:'dora_4'), 'free', 'the next one can');
select :state as after \gset
select is(
  api.close_slot(:'chief', :'dora_3'),
  jsonb_build_object('success', true, 'closed', :'dora_3'),
  'closing it again succeeds'
);
select is(:state, :'after', 'and changes nothing');
select is(
  api.close_slot(:'chief', :'dora_closed') -> 'success',
  'true',
  'a slot that was closed otherwise can be closed'
);
select is(pg_temp.state(:'dora_closed'), 'closed CLOSED', 'by hand from now on: no hours open it again');
select is(api.close_slot(:'chief', :'dora_past') -> 'success', 'true', 'a slot of the past can be closed');
select is(api.close_slot(:'chief', :'fay_1') -> 'success', 'true', 'so can one of a retired doctor');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
rollback to booked;

-- A hold that lapsed is in nobody's way.
update test.clock set now = '2030-01-07 08:02Z';
select is(
  api.close_slot(:'chief', :'dora_1') -> 'success',
  'true',
  'from the instant a hold lapses its slot can be closed, swept or not'
);
select is(pg_temp.history(:'held'), '{Ann: PENDING,nobody: PENDING > FAILED}', 'the hold has failed');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');
rollback to booked;

-- What is closed by hand in a time off stays closed when the time off is taken back.
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') ->> 'created' as leave \gset
select is(api.close_slot(:'chief', :'dora_3') -> 'success', 'true', 'a slot in a time off can be closed by hand');
select is(api.remove_time_off(:'chief', :'leave') -> 'reopened', '1', 'then the end of the time off');
select is(pg_temp.state(:'dora_3'), 'closed CLOSED', 'does not open it');

select * from finish();
rollback;
