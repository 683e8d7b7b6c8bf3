begin;
\ir ../names.psql
\ir ../other_session.psql
\ir ../calendar.psql
select plan(48);

-- Eve works on Mondays from 9 to 11 in New York, that is from 14:00 UTC, in half hours.
select pg_temp.hours(:'eve', 1, '09:00', '11:00', 30) as made \gset

-- Somebody else changes the calendar.
select pg_temp.lock_elsewhere('medbook.doctors', :'eve') as other \gset
savepoint waiting;
set local lock_timeout = '1ms';
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-14'),
  '{"success": false, "error": "SLOT_LOCKED"}',
  'a call that waited lock_timeout for the calendar is refused'
);
select is(
  api.open_slots(:'chief', :'dora', '2030-01-14', '2030-01-14') -> 'success',
  'true',
  'another doctor''s is not waited for'
);
rollback to waiting;
select pg_temp.unlock_elsewhere() as other \gset

-- Refusals in their order, none of which changes anything.
select :calendar as before \gset
select is(
  api.open_slots(:'ann', :'eve', '2030-01-14', '2030-01-14'),
  '{"success": false, "error": "FORBIDDEN"}',
  'patients open no slots'
);
select is(
  api.open_slots(:'gone', :'eve', '2030-01-14', '2030-01-14') ->> 'error',
  'FORBIDDEN',
  'nor does a deactivated administrator'
);
select is(api.open_slots(null, :'eve', '2030-01-14', '2030-01-14') ->> 'error', 'FORBIDDEN', 'nor does nobody');
select is(api.open_slots(:'ann', :'no_doctor', null, null) ->> 'error', 'FORBIDDEN', 'not allowed comes first');
select is(
  pg_temp.audited(),
  '{Ann: open slots: FORBIDDEN,Gone: open slots: FORBIDDEN,DBA: open slots: FORBIDDEN,Ann: open slots: FORBIDDEN}',
  'the attempt is recorded'
);
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-13'),
  '{"success": false, "error": "INVALID_INPUT", "errors": [{"pointer": "#/to",
    "detail": "must not be before from"}]}',
  'the last day is not before the first'
);
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2031-01-15') ->> 'error',
  'INVALID_INPUT',
  '367 days are too many'
);
select is(api.open_slots(:'chief', :'eve', null, '2030-01-14') ->> 'error', 'INVALID_INPUT', 'there is a first day');
select is(api.open_slots(:'chief', :'eve', '2030-01-14', null) ->> 'error', 'INVALID_INPUT', 'and a last one');
select is(
  api.open_slots(:'chief', :'eve', '-infinity', '2030-01-14') ->> 'error',
  'INVALID_INPUT',
  'time has a beginning'
);
select is(api.open_slots(:'chief', :'eve', '2030-01-14', 'infinity') ->> 'error', 'INVALID_INPUT', 'and an end');
select is(
  api.open_slots(:'chief', :'eve', 'infinity', 'infinity') ->> 'error',
  'INVALID_INPUT',
  'behind which there is nothing'
);
select is(
  api.open_slots(:'chief', :'no_doctor', '2030-01-14', '2030-01-13') ->> 'error',
  'INVALID_INPUT',
  'bad input comes before not found'
);
select is(
  api.open_slots(:'chief', :'no_doctor', '2030-01-14', '2030-01-14'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(
  api.open_slots(:'chief', :'fay', '2030-01-14', '2030-01-14') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nor is a retired doctor'
);
select is(
  api.open_slots(:'chief', :'eve_1', '2030-01-14', '2030-01-14') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'a slot is no doctor'
);
select is(
  api.open_slots(:'chief', null, '2030-01-14', '2030-01-14') ->> 'error',
  'DOCTOR_NOT_FOUND',
  'nobody is nobody'
);
select is(:calendar, :'before', 'refusals change nothing');
savepoint hours;

-- Days are the doctor's, both included.
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-14'),
  '{"success": true, "opened": 4, "kept": 0, "skipped": []}',
  'one day can be opened'
);
select is(
  (select array_agg(start_time order by start_time) from medbook.slots where doctor_id = :'eve'
    and start_time > '2030-01-09'),
  array['2030-01-14 14:00Z', '2030-01-14 14:30Z', '2030-01-14 15:00Z', '2030-01-14 15:30Z']::timestamptz[],
  'at the hours of the doctor''s wall clock'
);
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-21'),
  '{"success": true, "opened": 4, "kept": 4, "skipped": []}',
  'a longer range makes the missing slots'
);
select :calendar as after \gset
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2030-01-21'),
  '{"success": true, "opened": 0, "kept": 8, "skipped": []}',
  'doing it again makes nothing'
);
select is(:calendar, :'after', 'and changes nothing');
select is(
  api.open_slots(:'chief', :'eve', '2030-01-14', '2031-01-14') -> 'opened',
  ((53 - 2) * 4)::text::jsonb,
  'a year and a day can be opened at once: 366 days, with both'
);
select set_eq(
  format(
    'select (start_time at time zone ''America/New_York'')::time from medbook.slots where doctor_id = %L and start_time
    > ''2030-01-09''', :'eve'),
  array['09:00', '09:30', '10:00', '10:30']::time[],
  '09:00 is 09:00 all the year'
);
select is(
  api.book_slot(:'ann', id) -> 'success',
  'true',
  'an opened slot can be booked'
) from medbook.slots where start_time = '2030-01-14 14:00Z';
select is(
  jsonb_array_length(api.list_slots(:'eve', p_limit => 100) -> 'slots'),
  1 + (12 * 4 - 1),
  'and is listed, as far ahead as it can be'
);
select is(
  open_until,
  null,
  'the nightly job will open that calendar all the same'
) from medbook.doctors where id = :'eve';
rollback to hours;

-- What is skipped, and why. Today is a Monday: at 8:00 UTC it is 3 o'clock in New York.
update test.clock set now = '2030-01-07 14:30Z';
insert into medbook.time_off (doctor_id, during, created_at)
  values (:'eve', '[2030-01-14 14:00Z,2030-01-14 14:30Z)', '2030-01-07Z'),
  (null, '[2030-01-21Z,2030-01-22Z)', '2030-01-07Z');
select pg_temp.slot(:'eve', 11, '2030-01-28 14:15Z') as other \gset
select pg_temp.slot(:'eve', 12, '2030-01-28 15:30Z') as closed \gset
select api.close_slot(:'chief', :'closed') as answer \gset
select is(
  api.open_slots(:'chief', :'eve', '2030-01-07', '2030-01-28'),
  '{"success": true, "opened": 6, "kept": 0, "skipped": [{"slots": 1, "reason": "CLOSED"}, {"slots": 2,
    "reason": "OCCUPIED"}, {"slots": 2, "reason": "PAST"}, {"slots": 5, "reason": "TIME_OFF"}]}',
  'slots are skipped in the past, in a time off, where others are and where one was closed by hand'
);
select is_empty('select * from health.check_invariants()', 'the clinic is healthy');
update test.clock set now = '2030-01-08 04:59:59.999999Z';
select is(
  api.open_slots(:'chief', :'eve', '2030-01-07', '2030-01-07') -> 'opened',
  '0',
  'a day may be over and still be today in New York'
);
rollback to hours;

-- The changes of the clock, windows to midnight, a gap, validity; whatever the session's time zone.
delete from medbook.working_hours;
select pg_temp.hours(
  :'eve',
  7,
  '00:00',
  '04:00',
  60
), pg_temp.hours(:'eve', 6, '22:00', '24:00', 50, 10, null, '2030-11-01') as made \gset
create function pg_temp.opened(p_from date, p_to date) returns text language sql as $$
  select string_agg(to_char(start_time at time zone 'America/New_York', 'DD HH24:MI'), ', ' order by start_time)
    from medbook.slots
   where doctor_id = test.eve() and (start_time at time zone 'America/New_York')::date between p_from and p_to
$$;
set local timezone = 'Asia/Kathmandu';
select is(
  api.open_slots(:'chief', :'eve', '2030-03-09', '2030-03-10') -> 'opened',
  '5',
  'in spring the night is short'
);
select is(
  pg_temp.opened('2030-03-09', '2030-03-10'),
  '09 22:00, 09 23:00, 10 00:00, 10 01:00, 10 03:00',
  'since an hour does not exist'
);
set local timezone = 'Pacific/Apia';
select is(api.open_slots(:'chief', :'eve', '2030-11-02', '2030-11-03') -> 'opened', '4', 'in autumn it is long');
select is(
  pg_temp.opened('2030-11-02', '2030-11-03'),
  '03 00:00, 03 01:00, 03 02:00, 03 03:00',
  'but an hour that comes twice is offered once; on the 2nd the hours no longer hold'
);
select is(
  (select array_agg(start_time order by start_time) from medbook.slots where start_time > '2030-11-02'),
  array['2030-11-03 04:00Z', '2030-11-03 06:00Z', '2030-11-03 07:00Z', '2030-11-03 08:00Z']::timestamptz[],
  'the second time'
);
set local timezone = 'Europe/Berlin';
select is(
  api.open_slots(:'chief', :'eve', '2030-03-09', '2030-03-10'),
  '{"success": true, "opened": 0, "kept": 5, "skipped": []}',
  'again it is the same, from wherever'
);
select is(api.open_slots(:'chief', :'eve', '2030-11-02', '2030-11-03') -> 'kept', '4', 'in autumn too');
set local timezone = 'UTC';
select is_empty('select * from health.check_invariants()', 'none overlaps another');

-- Others' zones.
create function pg_temp.first_in(p_time_zone text, p_day date) returns timestamptz language plpgsql as $$
begin
  update medbook.doctors set time_zone = p_time_zone where id = test.dora();
  delete from medbook.working_hours;
  perform pg_temp.hours(test.dora(), extract(isodow from p_day)::integer, '09:00', '10:00', 60);
  perform api.open_slots(test.chief(), test.dora(), p_day, p_day);
  return (select start_time from medbook.slots where doctor_id = test.dora()
    order by changed = pg_current_xact_id() desc, start_time desc limit 1);
end
$$;
select is(
  pg_temp.first_in('Europe/Berlin', '2030-04-01'),
  '2030-04-01 07:00Z',
  'in Berlin 09:00 is 7:00 UTC in summer'
);
select is(pg_temp.first_in('Asia/Kathmandu', '2030-04-02'), '2030-04-02 03:15Z', 'in Kathmandu 3:15');
select is(
  pg_temp.first_in('Australia/Lord_Howe', '2030-10-06'),
  '2030-10-05 22:00Z',
  'on Lord Howe 22:00 of the day before, when summer has come'
);
select is(pg_temp.first_in('Pacific/Apia', '2030-10-08'), '2030-10-07 20:00Z', 'and in Apia 20:00');
update test.clock set now = '2011-12-01Z';
select is(
  api.open_slots(:'chief', :'dora', '2011-12-30', '2011-12-30'),
  '{"success": true, "opened": 0, "kept": 0, "skipped": []}',
  'a day that did not exist cannot be opened'
);

-- A time zone that the server no longer knows.
update medbook.doctors set time_zone = 'Mars/Olympus' where id = :'dora';
select is(
  api.open_slots(:'chief', :'dora', '2030-01-08', '2030-01-08') #>> '{errors,0,pointer}',
  '#/time_zone',
  'of a time zone that the server does not know no slots are opened'
);
select is(
  api.open_slots(:'chief', :'eve', '2030-01-08', '2030-01-08') -> 'success',
  'true',
  'those of another doctor are'
);

select * from finish();
rollback;
