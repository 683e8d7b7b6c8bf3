begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(45);
\set now '2030-01-07 08:00:00Z'

-- Eve works on Mondays from 9 to 11 in New York, that is from 14:00 UTC, in half hours.
select pg_temp.hours(:'eve', 1, '09:00', '11:00', 30) as made \gset
select :state as before \gset
select is(
  calendar.open_days(:'eve', '2030-01-08', '2030-01-13', :'now'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": []}',
  'where no hours are there is nothing to open'
);
select is(
  calendar.open_days(:'dora', '2030-01-07', '2030-01-13', :'now'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": []}',
  'a doctor without hours opens nothing'
);
select is(
  calendar.open_days(:'no_doctor', '2030-01-07', '2030-01-13', :'now'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": []}',
  'nor does nobody'
);
select is(
  calendar.open_days(:'eve', null, null, :'now'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": []}',
  'no days are none'
);
select is(:state, :'before', 'nothing was changed');

select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-21', :'now'),
  '{"success": true, "opened": 8, "kept": 0, "skipped": []}',
  'both days are opened'
);
create temp view opened as
select * from medbook.slots where doctor_id = test.eve() and start_time >= '2030-01-14Z' and closed_at is null;
select is(
  (select array_agg(start_time order by start_time) from opened where start_time < '2030-01-15'),
  array['2030-01-14 14:00Z', '2030-01-14 14:30Z', '2030-01-14 15:00Z', '2030-01-14 15:30Z']::timestamptz[],
  'at the hours of the doctor''s wall clock'
);
select set_eq(
  'select is_available, held_until, closed_at, close_cause, end_time - start_time, changed from opened',
  $$values (true, null::timestamptz, null::timestamptz, null::medbook.close_cause, '30 minutes'::interval,
    pg_current_xact_id())$$,
  'opened slots are free'
);
select is_empty('select id from opened where medbook.doctor_of(id) <> doctor_id', 'its ids name the doctor');

-- Again.
select :state as before \gset
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-21', :'now'),
  '{"success": true, "opened": 0, "kept": 8, "skipped": []}',
  'doing it again keeps what there is'
);
select is(:state, :'before', 'and changes nothing');
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-28', :'now'),
  '{"success": true, "opened": 4, "kept": 8, "skipped": []}',
  'doing more makes what is missing'
);
savepoint opened;
delete from test.slots where doctor_id = :'eve' and start_time = '2030-01-14 15:00Z';
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-28', :'now'),
  '{"success": true, "opened": 1, "kept": 11, "skipped": []}',
  'wherever it is missing'
);
rollback to opened;

-- What is booked, held or lapsed is kept.
select api.book_slot(:'ann', id) as answer from opened where start_time = '2030-01-14 14:00Z' \gset
select pg_temp.appointment(:'ann', id) as booked from opened where start_time = '2030-01-14 14:30Z' \gset
select :state as before \gset
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-14', :'now'),
  '{"success": true, "opened": 0, "kept": 4, "skipped": []}',
  'held and booked slots are kept'
);
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-14', '2030-01-07 08:01:59.999999Z'),
  '{"success": true, "opened": 0, "kept": 4, "skipped": []}',
  'until its last microsecond'
);
select is(:state, :'before', 'as it is');
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-14', '2030-01-07 08:02Z'),
  '{"success": true, "opened": 0, "kept": 4, "skipped": []}',
  'slots with lapsed holds are kept'
);
select is(pg_temp.state(id), 'free', 'and are free') from opened where start_time = '2030-01-14 14:00Z';
rollback to opened;
select api.book_slot(:'ann', id) as answer from opened where start_time = '2030-01-14 14:00Z' \gset
update medbook.slots set close_cause = 'HOURS' where doctor_id = :'eve' and start_time = '2030-01-14 14:00Z';
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-14', '2030-01-07 08:02Z'),
  '{"success": true, "opened": 1, "kept": 3, "skipped": []}',
  'a lapsed hold that closes its slot is not in the way of a new one'
);
rollback to opened;

-- The past.
select is(
  calendar.open_days(:'eve', '2030-01-28', '2030-01-28', '2030-01-28 14:30Z') -> 'skipped',
  '[{"slots": 2, "reason": "PAST"}]',
  'slots that have begun are skipped, even if they exist'
);
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', '2030-02-04 14:29:59.999999Z'),
  '{"success": true, "opened": 3, "kept": 0, "skipped": [{"slots": 1, "reason": "PAST"}]}',
  'until the last microsecond before it begins a slot can be opened'
);
rollback to opened;
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', '2030-02-04 14:30Z') -> 'opened',
  '2',
  'and not from that instant on'
);
rollback to opened;
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', '2030-03-01Z'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": [{"slots": 4, "reason": "PAST"}]}',
  'the past is not opened'
);

-- Leave.
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'eve', '[2030-02-04 14:00Z,2030-02-04 14:30Z)', :'now'), (null, '[2030-02-11Z,2030-02-12Z)', :'now'),
  (:'dora', '[2030-02-18Z,2030-02-19Z)', :'now');
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-18', :'now'),
  '{"success": true, "opened": 7, "kept": 0, "skipped": [{"slots": 5, "reason": "TIME_OFF"}]}',
  'slots under the doctor''s or the clinic''s leave are skipped, other doctors'' leave does not count'
);
select is(
  (select array_agg(start_time order by start_time) from opened where start_time >= '2030-02-04'
    and start_time < '2030-02-12'),
  array['2030-02-04 14:30Z', '2030-02-04 15:00Z', '2030-02-04 15:30Z']::timestamptz[],
  'a slot may begin when the time off ends'
);
select is_empty(
  $$select * from health.check_invariants() where rule = 'no free slot is in a time off' and doctor_id = test.eve()$$,
  'no free slot is in a time off'
);
rollback to opened;

-- Where another slot is, or was closed by hand.
select pg_temp.slot(:'eve', 21, '2030-02-04 14:10Z', 10) as other \gset
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', :'now'),
  '{"success": true, "opened": 3, "kept": 0, "skipped": [{"slots": 1, "reason": "OCCUPIED"}]}',
  'another slot is not overlapped'
);
rollback to opened;
select pg_temp.slot(
  :'eve',
  21,
  '2030-02-04 14:00Z',
  10
), pg_temp.slot(:'eve', 22, '2030-02-04 14:20Z', 20) as other \gset
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', :'now') -> 'skipped',
  '[{"slots": 2, "reason": "OCCUPIED"}]',
  'nor are several'
);
rollback to opened;
select pg_temp.slot(
  :'eve',
  21,
  '2030-02-04 13:30Z',
  30
), pg_temp.slot(:'eve', 22, '2030-02-04 16:00Z', 30) as other \gset
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', :'now') -> 'opened',
  '4',
  'slots that end or begin there are not in the way'
);
rollback to opened;
select pg_temp.slot(:'eve', 21, '2030-02-04 13:30:00.000001Z', 30) as other \gset
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', :'now') -> 'opened',
  '3',
  'those that do not by a microsecond are'
);
rollback to opened;
select api.close_slot(:'chief', id) as answer from opened where start_time = '2030-01-14 14:00Z' \gset
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-14', :'now'),
  '{"success": true, "opened": 0, "kept": 3, "skipped": [{"slots": 1, "reason": "CLOSED"}]}',
  'slots closed by hand stay closed'
);
rollback to opened;
select pg_temp.slot(:'eve', 21, '2030-02-04 14:10Z', 40) as other \gset
select api.close_slot(:'chief', :'other') as answer \gset
select is(
  calendar.open_days(:'eve', '2030-02-04', '2030-02-04', :'now') -> 'skipped',
  '[{"slots": 2, "reason": "CLOSED"}]',
  'and nothing is opened over it'
);
rollback to opened;
update test.slots set is_available = false, closed_at = :'now',
  close_cause = cause::medbook.close_cause from unnest('{TIME_OFF,HOURS,RETIRED}'::text[],
  '{2030-01-14 14:00Z,2030-01-14 14:30Z,2030-01-14 15:00Z}'::timestamptz[]) as closed (cause, at)
  where doctor_id = :'eve' and start_time = at;
update test.slots set is_available = false,
  closed_at = :'now' where doctor_id = :'eve' and start_time = '2030-01-14 15:30Z';
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-01-14', :'now') -> 'opened',
  '4',
  'slots closed for another cause are made anew when they fit the hours'
);
rollback to opened;

-- All at once, and the reasons' order: past, leave, other slots, closed by hand.
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'eve', '[2030-01-14 14:00Z,2030-01-14 15:00Z)', :'now');
select pg_temp.slot(:'eve', 21, '2030-02-04 14:10Z', 10) as other \gset
select api.close_slot(:'chief', id) as answer from opened where start_time = '2030-01-21 14:00Z' \gset
select is(
  calendar.open_days(:'eve', '2030-01-14', '2030-02-04', '2030-01-14 14:00Z'),
  '{"success": true, "opened": 3, "kept": 9, "skipped": [{"slots": 1, "reason": "CLOSED"}, {"slots": 1,
    "reason": "OCCUPIED"}, {"slots": 1, "reason": "PAST"}, {"slots": 1, "reason": "TIME_OFF"}]}',
  'each slot is counted once, for its first reason'
);
rollback to opened;

-- Both changes of the clock, on Sundays; the session's time zone does not matter.
delete from medbook.working_hours;
select pg_temp.hours(:'eve', 7, '00:00', '04:00', 60) as made \gset
set local timezone = 'Australia/Lord_Howe';
select is(
  calendar.open_days(:'eve', '2030-03-10', '2030-03-10', :'now') -> 'opened',
  '3',
  'an hour that does not exist is not opened'
);
select is(
  calendar.open_days(:'eve', '2030-11-03', '2030-11-03', :'now') -> 'opened',
  '4',
  'an hour that comes twice is opened once'
);
set local timezone = 'Pacific/Apia';
select is(
  calendar.open_days(:'eve', '2030-03-10', '2030-03-10', :'now') -> 'kept',
  '3',
  'from wherever it is done again'
);
select is(calendar.open_days(:'eve', '2030-11-03', '2030-11-03', :'now') -> 'kept', '4', 'on both days');
set local timezone = 'UTC';
select is(
  (select array_agg(to_char(start_time at time zone 'America/New_York', 'HH24:MI') order by start_time) from opened
    where start_time between '2030-03-10' and '2030-03-11'),
  '{00:00,01:00,03:00}',
  'those of the 10th of March are the doctor''s'
);
select is(
  (select array_agg(to_char(start_time at time zone 'UTC', 'HH24:MI') order by start_time) from opened
    where start_time between '2030-11-03' and '2030-11-04'),
  '{04:00,06:00,07:00,08:00}',
  'and those of the 3rd of November'
);

-- Another time zone.
update medbook.doctors set time_zone = 'America/Chicago' where id = :'eve';
select is(
  calendar.open_days(:'eve', '2030-03-10', '2030-03-10', :'now'),
  '{"success": true, "opened": 1, "kept": 2, "skipped": []}',
  'a doctor who moves to another zone keeps what fits'
);
update medbook.doctors set time_zone = 'Asia/Kathmandu' where id = :'eve';
select is(
  calendar.open_days(:'eve', '2030-11-03', '2030-11-03', :'now') -> 'opened',
  '4',
  'and opens what does not overlap'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
select is(
  api.book_slot(:'ann', id) -> 'success',
  'true',
  'an opened slot can be booked'
) from opened where start_time > '2030-03-10' order by start_time limit 1;

-- Kinds of visit.
delete from medbook.working_hours;
select pg_temp.hours(:'fay', 1, '09:00', '10:00', 30), pg_temp.hours(:'fay', 1, '10:00', '10:30', 30) as made \gset
update medbook.working_hours set service_ids = array[:'ann'::uuid] where start_minute = 540;
select calendar.open_days(:'fay', '2030-01-14', '2030-01-14', :'now') as answer \gset
select results_eq(
  $$select service_ids from medbook.slots where doctor_id = test.fay() and start_time > '2030-01-14'
     order by start_time$$,
  $$values (array[test.ann()]), (array[test.ann()]), (null)$$,
  'slots are for what their hours name'
);

select * from finish();
rollback;
