begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(49);

-- Somebody else holds Eve's row.
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
savepoint waiting;
select api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z') ->> 'created' as clinic \gset
select is(
  api.remove_time_off(:'chief', :'clinic'),
  jsonb_build_object('success', true, 'reopened', 5,
    'doctors_left', jsonb_build_array(jsonb_build_object('id', :'eve', 'name', 'Dr. Eve East'))),
  'a doctor who is locked is named, the others'' slots reopen'
);
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'eve', '[2030-01-09Z,2030-01-10Z)', '2030-01-07Z') returning id as leave \gset
set local lock_timeout = '1ms';
select is(
  api.remove_time_off(:'chief', :'leave'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'the doctor''s own leave waits, and is refused after lock_timeout'
);
select isnt_empty(format('select from medbook.time_off where id = %L', :'leave'), 'it is still there');
rollback to waiting;

-- Somebody else changes a calendar.
select tap.dblink_exec('other', 'do $do$ begin perform from medbook.settings for key share; end $do$') as other \gset
insert into medbook.time_off (during, created_at) values ('[2030-01-09Z,2030-01-10Z)', '2030-01-07Z') returning id
  as clinic \gset
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'dora', '[2030-01-09Z,2030-01-10Z)', '2030-01-07Z') returning id as leave \gset
set local lock_timeout = '1ms';
select :calendar as before \gset
select is(
  api.remove_time_off(:'chief', :'clinic'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for a calendar is refused'
);
select is(:calendar, :'before', 'waiting in vain changes nothing: the time off is still there');
select is(api.remove_time_off(:'chief', :'leave') -> 'success', 'true', 'for another doctor''s leave nobody waits');
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- The second slot is booked by Ann, the third held by Ben.
select pg_temp.appointment(:'ann', :'dora_2') as booked \gset
select api.book_slot(:'ben', :'dora_3') #>> '{booking,id}' as held \gset
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') ->> 'created' as leave \gset
create function pg_temp.states() returns text language sql as $$
  select string_agg(pg_temp.state(id), ', ' order by id) from medbook.slots
    where id::text like 'd0c00001-0000-8000-8000-00000000000_' and start_time between '2030-01-08 09:00Z'
    and '2030-01-08 10:30Z'
$$;
savepoint leave;

-- Refusals in their order, none of which changes anything.
select :calendar as before \gset
select is(
  api.remove_time_off(:'ann', :'leave'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients call nobody back'
);
select is(api.remove_time_off(:'gone', :'nobody') ->> 'error', 'FORBIDDEN', 'not allowed comes before not found');
select is(api.remove_time_off(null, :'leave') ->> 'error', 'FORBIDDEN', 'nobody calls nobody back');
select is(
  pg_temp.audited(),
  '{Chief: add time off,Ann: remove time off: FORBIDDEN,Gone: remove time off: FORBIDDEN,
    DBA: remove time off: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.remove_time_off(:'chief', :'nobody'),
  '{"success": false, "error": "TIME_OFF_NOT_FOUND"}',
  'an unknown leave is not found'
);
select is(api.remove_time_off(:'chief', :'dora') ->> 'error', 'TIME_OFF_NOT_FOUND',
  'a doctor''s id is not a time off''s');
select is(api.remove_time_off(:'chief', null) ->> 'error', 'TIME_OFF_NOT_FOUND', 'no time off is not found');
select is(:calendar, :'before', 'refusals change nothing');

-- Taken back.
update medbook.doctors set open_until = '2030-04-07';
select is(
  pg_temp.states(),
  'closed TIME_OFF, booked TIME_OFF, held TIME_OFF, closed TIME_OFF',
  'in a time off nothing is free'
);
select is(
  api.remove_time_off(:'chief', :'leave'),
  '{"success": true, "reopened": 2, "doctors_left": []}',
  'it says how many slots are offered again'
);
select is(pg_temp.states(), 'free, booked, held, free', 'taken slots do not close any more');
select is_empty('select * from medbook.time_off', 'the time off is gone');
select is((pg_temp.audited())[5:], '{Chief: remove time off}', 'which is recorded');
select is(open_until, null, 'missing slots will be opened') from medbook.doctors where id = :'dora';
select is(open_until, '2030-04-07', 'another doctor''s calendar lacks nothing') from medbook.doctors where id = :'eve';
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select is(api.remove_time_off(:'chief', :'leave') ->> 'error', 'TIME_OFF_NOT_FOUND', 'it cannot be taken back twice');
select is(api.cancel_booking(:'ann', :'booked') -> 'success', 'true', 'a booking that is cancelled then');
select is(pg_temp.state(:'dora_2'), 'free', 'frees its slot');
rollback to leave;

-- What ended in a time off.
select api.cancel_booking(:'ann', :'booked') as answer \gset
update test.clock set now = '2030-01-07 08:02Z';
savepoint ended;
select is(
  api.remove_time_off(:'chief', :'leave') -> 'reopened',
  '4',
  'slots whose bookings ended in a time off are offered again'
);
select is(pg_temp.states(), 'free, free, free, free', 'all of them');
rollback to ended;
select booking.expire_bookings() as swept \gset
select is(api.remove_time_off(:'chief', :'leave') -> 'reopened', '4', 'swept or not');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy then too');
rollback to leave;

-- Leaves that overlap.
select api.add_time_off(:'chief', :'dora', '2030-01-08 09:45Z', '2030-01-08 10:40Z') ->> 'created' as second \gset
select is(
  api.remove_time_off(:'chief', :'leave'),
  '{"success": true, "reopened": 1, "doctors_left": []}',
  'only slots that no other leave covers are offered again'
);
select is(pg_temp.states(), 'free, booked TIME_OFF, held TIME_OFF, closed TIME_OFF', 'the rest stays as it was');
select is_empty('select * from health.check_invariants()', 'no free slot is in a time off');
select is(
  api.remove_time_off(:'chief', :'second'),
  '{"success": true, "reopened": 1, "doctors_left": []}',
  'until the other one is taken back too'
);
select is(pg_temp.states(), 'free, booked, held, free', 'then all is as before');
rollback to leave;
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z', 'another one') ->> 'created' as same \gset
select is(api.remove_time_off(:'chief', :'same') -> 'reopened', '0', 'one of two equal leaves is enough');
rollback to leave;
select api.add_time_off(:'chief', :'dora', '2030-01-08 11:00Z', '2030-01-08 12:00Z') ->> 'created' as beside \gset
select is(api.remove_time_off(:'chief', :'leave') -> 'reopened', '2', 'one that begins when the slots end covers none');
rollback to leave;
select api.add_clinic_time_off(:'chief', '2030-01-08 09:00Z', '2030-01-08 09:30Z') ->> 'created' as clinic \gset
select is(
  api.remove_time_off(:'chief', :'leave') -> 'reopened',
  '1',
  'while the clinic is closed a returned doctor has no free slot'
);
select is(pg_temp.states(), 'closed TIME_OFF, booked, held, free', 'then');
rollback to leave;

-- New hours meanwhile: slots that no longer fit stay closed, fitting ones are made by open_slots.
select pg_temp.hours(:'dora', 2, '10:00', '12:00', 30) as made \gset
select api.set_working_hours(
  :'chief',
  :'dora',
  '[{"weekday": 2, "start": "10:00", "end": "12:00", "slot_minutes": 60}]'
) as answer \gset
select is(api.remove_time_off(:'chief', :'leave') -> 'reopened', '0', 'slots of the old length are not offered again');
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": [{"slots": 2, "reason": "OCCUPIED"}]}',
  'new ones are, where nothing is booked'
);
select api.cancel_booking(:'ann', :'booked') as answer \gset
select is(api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') -> 'opened', '1', 'or is no more');
select is_empty('select * from health.check_invariants()', 'none overlaps another');
rollback to leave;

-- What was closed by hand, or is taken by another slot meanwhile.
select pg_temp.slot(:'dora', 21, '2030-01-08 10:45Z') as other \gset
select is(api.remove_time_off(:'chief', :'leave') -> 'reopened', '1', 'a slot that another one overlaps stays closed');
select is(pg_temp.state(:'dora_4'), 'closed TIME_OFF', 'which is the last');
rollback to leave;

-- The clinic's, and a doctor who retired meanwhile.
select api.add_clinic_time_off(:'chief', '2030-01-08Z', '2030-01-09Z') ->> 'created' as clinic \gset
select api.remove_time_off(:'chief', :'leave') as answer \gset
savepoint clinic;
select is(
  api.remove_time_off(:'chief', :'clinic') -> 'reopened',
  '4',
  'when the clinic opens again every doctor''s slots are offered'
);
select is(
  pg_temp.state(:'eve_1') || ', ' || pg_temp.state(:'fay_1'),
  'free, free',
  'also those of an inactive doctor'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy when it opens');
rollback to clinic;
select api.retire_doctor(:'chief', :'eve') as answer \gset
select is(api.remove_time_off(:'chief', :'clinic') -> 'reopened', '3', 'but not those of a retired one');
select is_empty('select * from health.check_invariants()', 'the clinic is healthy without');

select * from finish();
rollback;
