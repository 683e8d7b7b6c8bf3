begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(12);

-- Somebody else changes Fay's calendar.
select pg_temp.lock_elsewhere('medbook.doctors', :'fay') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select is(
  api.reinstate_doctor(:'chief', :'fay'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout is refused'
);
select is(api.reinstate_doctor(:'ann', :'fay') ->> 'error', 'FORBIDDEN', 'a forbidden call does not wait');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

select api.retire_doctor(:'chief', :'dora') -> 'success' as retired \gset
select :calendar as before \gset
select is(
  api.reinstate_doctor(:'ann', :'dora'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients take nobody back'
);
select is((pg_temp.audited())[2], 'Ann: reinstate doctor: FORBIDDEN', 'the attempt is recorded');
select is(
  api.reinstate_doctor(:'chief', :'no_doctor'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(api.reinstate_doctor(:'chief', null) ->> 'error', 'DOCTOR_NOT_FOUND', 'nobody is nobody');
select is(:calendar, :'before', 'refusals change nothing');

select api.reinstate_doctor(:'chief', :'dora') as answer \gset
select is(
  :'answer'::jsonb,
  jsonb_build_object('success', true, 'opened', 4, 'doctor', api.get_doctor(:'dora') -> 'doctor'),
  'the answer shows the doctor, and how many slots can be booked again'
);
select is((pg_temp.audited())[3], 'Chief: reinstate doctor', 'it is recorded');
select :calendar as after \gset
select is(
  api.reinstate_doctor(:'chief', :'dora'),
  :'answer'::jsonb || '{"opened": 0}',
  'a doctor who is there is answered, with nothing to open'
);
select is(:calendar, :'after', 'and nothing changes');
select is(api.retire_doctor(:'chief', :'dora') -> 'success', 'true', 'the doctor can leave again');

select * from finish();
rollback;
