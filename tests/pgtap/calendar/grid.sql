begin;
\ir ../names.psql
\ir ../calendar.psql
select plan(107);

-- A day's slots on the wall clock of a doctor in this zone who works from, to, in slots of so many minutes with such
-- gaps between them.
create function pg_temp.day(p_time_zone text, p_day date, p_start text, p_end text, p_minutes integer default 60,
  p_gap integer default 0) returns text language plpgsql as $$
begin
  update medbook.doctors set time_zone = p_time_zone where id = test.dora();
  delete from medbook.working_hours;
  perform pg_temp.hours(test.dora(), extract(isodow from p_day)::integer, p_start, p_end, p_minutes,
    p_gap);
  return (select string_agg(to_char(start_time at time zone p_time_zone, 'HH24:MI'), ' ' order by start_time)
            from calendar.grid(test.dora(), p_day, p_day));
end
$$;
-- The instants of the same.
create function pg_temp.instants(p_day date) returns text language sql as $$
  select string_agg(to_char(start_time at time zone 'UTC', 'DD HH24:MI'), ', ' order by start_time)
    from calendar.grid(test.dora(), p_day, p_day)
$$;

-- An ordinary day.
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '12:00', 30),
  '09:00 09:30 10:00 10:30 11:00 11:30',
  'slots follow each other from the beginning to the end of the hours'
);
select is(
  pg_temp.instants('2030-01-07'),
  '07 08:00, 07 08:30, 07 09:00, 07 09:30, 07 10:00, 07 10:30',
  'as instants they are those of the doctor''s zone'
);
select set_eq(
  $$select end_time - start_time from calendar.grid(test.dora(), '2030-01-07', '2030-01-07')$$,
  array['30 minutes']::interval[],
  'each lasts as long as was said'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '12:00', 30, 10),
  '09:00 09:40 10:20 11:00',
  'gaps lie between slots'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '11:30', 30, 10),
  '09:00 09:40 10:20 11:00',
  'after the last slot no gap is needed'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '11:29', 30, 10),
  '09:00 09:40 10:20',
  'but the last slot must fit, to the minute'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '10:15', 45),
  '09:00',
  'a remainder that is too short is no slot'
);
select is(pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '09:45', 45), '09:00', 'hours may be one slot');
select is(pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '09:44', 45), null, 'or too short for any');
select is(pg_temp.day('Europe/Berlin', '2030-01-07', '00:00', '24:00', 1440), '00:00', 'a slot may be the whole day');
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '09:00', '12:00', 60, 1440),
  '09:00',
  'a gap may be longer than the hours'
);
select is(pg_temp.day('Europe/Berlin', '2030-01-07', '22:00', '24:00'), '22:00 23:00', 'hours may last until midnight');
select is(pg_temp.instants('2030-01-07'), '07 21:00, 07 22:00', 'of the doctor''s zone');
select is(pg_temp.instants('2030-01-08'), null, 'another weekday has its own hours');
select is(pg_temp.day('Europe/Berlin', '2030-01-13', '09:00', '10:00'), '09:00', 'Sunday is the seventh day');
select is_empty(
  format('select * from calendar.grid(%L, ''2030-01-07'', ''2030-01-20'')', :'eve'),
  'a doctor without hours has no slots'
);
select is_empty(
  format('select * from calendar.grid(%L, ''2030-01-07'', ''2030-01-20'')', :'no_doctor'),
  'nor has an unknown doctor'
);
select is_empty(
  format('select * from calendar.grid(%L, ''2030-01-20'', ''2030-01-07'')', :'dora'),
  'from a day to an earlier one there is nothing'
);
select is_empty(
  format('select * from calendar.grid(%L, null, ''2030-01-20'')', :'dora'),
  'from no day there is nothing'
);
select is_empty(format('select * from calendar.grid(%L, ''2030-01-07'', null)', :'dora'), 'to no day there is nothing');

-- Both days count, and validity is given in days of the doctor's calendar, both included.
create function pg_temp.days(p_doctor_id uuid, p_from date, p_to date) returns text language sql as $$
  select string_agg(to_char(start_time at time zone time_zone, 'MM-DD HH24:MI'), ', ' order by start_time)
    from calendar.grid(p_doctor_id, p_from, p_to), medbook.doctors where id = p_doctor_id
$$;
delete from medbook.working_hours;
select pg_temp.hours(:'eve', 1, '23:00', '24:00', 60), pg_temp.hours(:'eve', 2, '00:00', '01:00', 60) as made \gset
select is(
  pg_temp.days(:'eve', '2030-01-07', '2030-01-15'),
  '01-07 23:00, 01-08 00:00, 01-14 23:00, 01-15 00:00',
  'from and to are days that count, of the doctor''s calendar'
);
select is(pg_temp.days(:'eve', '2030-01-08', '2030-01-14'), '01-08 00:00, 01-14 23:00', 'to the minute');
select is(
  count(*),
  0::bigint,
  'hours to midnight and from midnight do not overlap'
) from calendar.grid(:'eve', '2030-01-07', '2030-12-31') a join calendar.grid(:'eve', '2030-01-07', '2030-12-31') b
  on a.start_time < b.start_time and a.end_time > b.start_time;
delete from medbook.working_hours;
select pg_temp.hours(
  :'eve',
  1,
  '09:00',
  '10:00',
  60,
  0,
  null,
  '2030-01-14'
), pg_temp.hours(:'eve', 1, '10:00', '11:00', 60, 0, '2030-01-15', '2030-01-21'),
  pg_temp.hours(:'eve', 1, '11:00', '12:00', 60, 0, '2030-01-28', null) as made \gset
select is(
  pg_temp.days(:'eve', '2030-01-07', '2030-02-04'),
  '01-07 09:00, 01-14 09:00, 01-21 10:00, 01-28 11:00, 02-04 11:00',
  'hours hold from their first to their last day'
);
select is(pg_temp.days(:'eve', '2029-01-01', '2029-01-01'), '01-01 09:00', 'without a first day they hold from ever');
select is(pg_temp.days(:'eve', '2099-01-05', '2099-01-05'), '01-05 11:00', 'without a last day they hold for ever');
delete from medbook.working_hours;
select pg_temp.hours(
  :'eve',
  1,
  '09:00',
  '10:00',
  60,
  0,
  '2030-01-14',
  '2030-01-14'
), pg_temp.hours(:'eve', 2, '09:00', '10:00', 60, 0, '2030-01-14', '2030-01-14') as made \gset
select is(
  pg_temp.days(:'eve', '2030-01-01', '2030-01-31'),
  '01-14 09:00',
  'hours may hold on one day, if it is one of theirs'
);
delete from medbook.working_hours;
select pg_temp.hours(
  :'eve',
  1,
  '09:00',
  '11:00',
  60
), pg_temp.hours(:'eve', 1, '14:00', '15:00', 20), pg_temp.hours(:'eve', 3, '08:00', '09:00', 60) as made \gset
select is(
  pg_temp.days(:'eve', '2030-01-07', '2030-01-13'),
  '01-07 09:00, 01-07 10:00, 01-07 14:00, 01-07 14:20, 01-07 14:40, 01-09 08:00',
  'a day may have several hours with slots of their own length'
);

-- Berlin's clock is put forward from 2:00 to 3:00 on the 31st of March, and back from 3:00 to 2:00 on the 27th of
-- October.
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '09:00', '11:00'),
  '09:00 10:00',
  'Berlin: 09:00 is 09:00 when the clock was put forward'
);
select is(pg_temp.instants('2030-03-31'), '31 07:00, 31 08:00', 'Berlin: which is an hour earlier as an instant');
select is(pg_temp.instants('2030-03-24'), '24 08:00, 24 09:00', 'Berlin: than a week before');
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '09:00', '11:00'),
  '09:00 10:00',
  'Berlin: 09:00 is 09:00 when the clock was put back'
);
select is(pg_temp.instants('2030-10-27'), '27 08:00, 27 09:00', 'Berlin: which is an hour later as an instant');
select is(pg_temp.instants('2030-10-20'), '20 07:00, 20 08:00', 'Berlin: than a week before');
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '01:00', '05:00'),
  '01:00 03:00 04:00',
  'Berlin: an hour that does not exist is skipped'
);
select is(
  pg_temp.instants('2030-03-31'),
  '31 00:00, 31 01:00, 31 02:00',
  'Berlin: the slots around it follow each other'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '02:00', '03:00', 30),
  null,
  'Berlin: hours that do not exist have no slots'
);
select is(pg_temp.day('Europe/Berlin', '2030-03-31', '02:15', '02:45', 15), null, 'Berlin: nor have those within');
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '02:00', '04:00', 30),
  '03:00 03:30',
  'Berlin: hours that begin there begin when the clock was put forward'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '02:30', '05:00', 30),
  '03:00 03:30 04:00 04:30',
  'Berlin: so do those that begin within'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '01:00', '02:30', 30),
  '01:00 01:30',
  'Berlin: hours that end there end when the clock is put forward'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '01:15', '02:30', 30),
  '01:15',
  'Berlin: no slot runs over that end'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '01:00', '03:29', 45),
  '01:00',
  'Berlin: nor over the end of hours around it'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '01:15', '04:00', 60),
  '01:15',
  'Berlin: a slot may last over the change: minutes count, not the wall clock'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '01:00', '05:00'),
  '01:00 02:00 03:00 04:00',
  'Berlin: an hour that comes twice is offered once'
);
select is(pg_temp.instants('2030-10-27'), '26 23:00, 27 01:00, 27 02:00, 27 03:00', 'Berlin: the second time');
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '02:00', '03:00', 20),
  '02:00 02:20 02:40',
  'Berlin: so it is with hours that are all of it'
);
select is(pg_temp.instants('2030-10-27'), '27 01:00, 27 01:20, 27 01:40', 'Berlin: offered the second time');
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '02:30', '04:00', 30),
  '02:30 03:00 03:30',
  'Berlin: with hours that begin in it'
);
select is(pg_temp.instants('2030-10-27'), '27 01:30, 27 02:00, 27 02:30', 'Berlin: the second time again');
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '00:30', '02:30', 30),
  '00:30 01:00 01:30 02:00',
  'Berlin: and with hours that end in it'
);
select is(pg_temp.instants('2030-10-27'), '26 22:30, 26 23:00, 26 23:30, 27 01:00', 'Berlin: after a pause of an hour');
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '01:00', '02:00', 40),
  '01:00',
  'Berlin: no slot runs over the end into the hour that comes twice'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-31', '00:00', '24:00', 1380),
  '00:00',
  'Berlin: the day of 23 hours has room for 23'
);
select is(pg_temp.day('Europe/Berlin', '2030-03-31', '00:00', '24:00', 1381), null, 'Berlin: and for no more');
select is(
  pg_temp.day('Europe/Berlin', '2030-10-27', '00:00', '24:00', 1440),
  '00:00',
  'Berlin: the day of 25 hours has room for 24'
);

-- New York's: forward from 2:00 on the 10th of March, back from 2:00 to 1:00 on the 3rd of November.
select is(
  pg_temp.day('America/New_York', '2030-03-10', '09:00', '10:00'),
  '09:00',
  'New York: 09:00 is 09:00 when the clock was put forward'
);
select is(pg_temp.instants('2030-03-10'), '10 13:00', 'New York: which is an hour earlier as an instant');
select is(
  pg_temp.day('America/New_York', '2030-03-10', '00:00', '04:00'),
  '00:00 01:00 03:00',
  'New York: an hour that does not exist is skipped'
);
select is(
  pg_temp.day('America/New_York', '2030-11-03', '09:00', '10:00'),
  '09:00',
  'New York: 09:00 is 09:00 when the clock was put back'
);
select is(pg_temp.instants('2030-11-03'), '03 14:00', 'New York: which is an hour later as an instant');
select is(
  pg_temp.day('America/New_York', '2030-11-03', '00:00', '04:00'),
  '00:00 01:00 02:00 03:00',
  'New York: an hour that comes twice is offered once'
);
select is(pg_temp.instants('2030-11-03'), '03 04:00, 03 06:00, 03 07:00, 03 08:00', 'New York: the second time');

-- Lord Howe's by half an hour: back from 2:00 to 1:30 on the 7th of April, forward from 2:00 to 2:30 on the 6th of
-- October.
select is(
  pg_temp.day('Australia/Lord_Howe', '2030-10-06', '09:00', '10:00'),
  '09:00',
  'Lord Howe: 09:00 is 09:00 when the clock was put forward'
);
select is(pg_temp.instants('2030-10-06'), '05 22:00', 'Lord Howe: which is half an hour earlier as an instant');
select is(pg_temp.instants('2030-09-29'), '28 22:30', 'Lord Howe: than a week before');
select is(
  pg_temp.day('Australia/Lord_Howe', '2030-10-06', '01:00', '04:00', 30),
  '01:00 01:30 02:30 03:00 03:30',
  'Lord Howe: half an hour that does not exist is skipped'
);
select is(
  pg_temp.day('Australia/Lord_Howe', '2030-10-06', '01:00', '04:30', 60),
  '01:00 02:30 03:30',
  'Lord Howe: longer slots follow each other by elapsed minutes'
);
select is(
  pg_temp.day('Australia/Lord_Howe', '2030-04-07', '09:00', '10:00'),
  '09:00',
  'Lord Howe: 09:00 is 09:00 when the clock was put back'
);
select is(pg_temp.instants('2030-04-07'), '06 22:30', 'Lord Howe: which is half an hour later as an instant');
select is(
  pg_temp.day('Australia/Lord_Howe', '2030-04-07', '01:00', '03:00', 30),
  '01:00 01:30 02:00 02:30',
  'Lord Howe: half an hour that comes twice is offered once'
);
select is(pg_temp.instants('2030-04-07'), '06 14:00, 06 15:00, 06 15:30, 06 16:00', 'Lord Howe: the second time');

-- Kathmandu is a quarter of an hour off, all the year.
select is(
  pg_temp.day('Asia/Kathmandu', '2030-01-07', '09:00', '10:00', 30),
  '09:00 09:30',
  'Kathmandu: 09:00 is 09:00'
);
select is(pg_temp.instants('2030-01-07'), '07 03:15, 07 03:45', 'Kathmandu: at 03:15 UTC');
select is(
  pg_temp.day('Asia/Kathmandu', '2030-01-07', '00:00', '24:00', 720),
  '00:00 12:00',
  'Kathmandu: the day is the doctor''s'
);
select is(pg_temp.instants('2030-01-07'), '06 18:15, 07 06:15', 'Kathmandu: and begins at 18:15 UTC of the day before');

-- Apia left out the 30th of December 2011.
select is(
  pg_temp.day('Pacific/Apia', '2011-12-30', '09:00', '10:00'),
  null,
  'Apia: a day that does not exist has no slots'
);
select is(pg_temp.day('Pacific/Apia', '2011-12-30', '00:00', '24:00'), null, 'Apia: at no time');
select is(
  pg_temp.day('Pacific/Apia', '2011-12-29', '22:00', '24:00'),
  '22:00 23:00',
  'Apia: the day before it ends at midnight'
);
select is(pg_temp.instants('2011-12-29'), '30 08:00, 30 09:00', 'Apia: which is 10:00 UTC of the 30th');
select is(
  pg_temp.day('Pacific/Apia', '2011-12-31', '00:00', '02:00'),
  '00:00 01:00',
  'Apia: the day after it begins at midnight'
);
select is(pg_temp.instants('2011-12-31'), '30 10:00, 30 11:00', 'Apia: which is the same instant');
select is(pg_temp.day('Pacific/Apia', '2030-01-07', '09:00', '10:00'), '09:00', 'Apia: 09:00 is 09:00');
select is(pg_temp.instants('2030-01-07'), '06 20:00', 'Apia: thirteen hours ahead of UTC');

-- Hours that cross midnight are the day's on which they begin.
select is(
  pg_temp.day('Europe/Berlin', '2030-01-07', '22:00', '02:00'),
  '22:00 23:00 00:00 01:00',
  'a night goes on after midnight'
);
select is(pg_temp.instants('2030-01-07'), '07 21:00, 07 22:00, 07 23:00, 08 00:00', 'without a break');
select is(pg_temp.instants('2030-01-08'), null, 'and is not the next day''s');
select is(
  pg_temp.day('Europe/Berlin', '2030-03-30', '22:00', '04:00', 90),
  '22:00 23:30 01:00',
  'a night of the change is an hour shorter'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-30', '22:00', '02:30', 90),
  '22:00 23:30',
  'it may end when the clock is put forward'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-03-30', '22:00', '02:30', 60),
  '22:00 23:00 00:00 01:00',
  'to the minute'
);
select is(
  pg_temp.day('Europe/Berlin', '2030-10-26', '22:00', '04:00', 60),
  '22:00 23:00 00:00 01:00 02:00 03:00',
  'what comes twice in it is offered once'
);
select is(
  pg_temp.day('America/Santiago', '2030-09-07', '23:00', '02:00', 60),
  '23:00 01:00',
  'a night may have no midnight'
);
select is(
  pg_temp.day('Australia/Lord_Howe', '2030-10-06', '02:15', '04:00', 30),
  '02:30 03:00 03:30',
  'Lord Howe: hours that begin in the skipped half-hour begin after it'
);
select is(
  pg_temp.day('Europe/Berlin', '2027-03-28', '02:30', '05:00', 30),
  '03:00 03:30 04:00 04:30',
  'Berlin: no half an hour is lost'
);

-- Where the clock is changed at midnight.
select is(
  pg_temp.day('America/Santiago', '2030-09-08', '00:00', '03:00'),
  '01:00 02:00',
  'Santiago: a day may begin at one o''clock'
);
select is(
  pg_temp.day('America/Santiago', '2030-09-08', '00:00', '00:45', 45),
  null,
  'Santiago: and have no first hour'
);
select is(
  pg_temp.day('America/Santiago', '2030-09-07', '22:00', '24:00'),
  '22:00 23:00',
  'Santiago: the day before ends when it begins'
);
select is(
  pg_temp.day('America/Santiago', '2030-04-06', '22:00', '24:00', 30),
  '22:00 22:30 23:00 23:30',
  'Santiago: a day''s last hour may come twice'
);
select is(
  pg_temp.instants('2030-04-06'),
  '07 01:00, 07 01:30, 07 03:00, 07 03:30',
  'Santiago: and is offered the second time'
);

-- A year of every zone, with hours around the clock and with ordinary ones.
create temp table zone as select name, doctor_id
  from unnest('{Europe/Berlin,America/New_York,Australia/Lord_Howe,Asia/Kathmandu,Pacific/Apia}'::text[],
  array(select calendar.new_doctor_id() from generate_series(1, 5))) as z (name, doctor_id);
insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone) select doctor_id,
  name, 'Everything', 1, 1, 'EUR', name from zone;
select pg_temp.hours(
  doctor_id,
  weekday,
  '00:00',
  '24:00',
  30
) as made from zone, generate_series(1, 7) weekday \g /dev/null
create temp view year as select name, start_time, end_time, start_time at time zone name as local from zone,
  calendar.grid(doctor_id, '2030-01-01', '2030-12-31');
select results_eq(
  'select name, count(*) from year group by name order by name',
  $$values ('America/New_York', 365 * 48 - 2::bigint), ('Asia/Kathmandu', 365 * 48),
    ('Australia/Lord_Howe', 365 * 48 - 1), ('Europe/Berlin', 365 * 48 - 2), ('Pacific/Apia', 365 * 48)$$,
  'a year has as many half hours as the clock shows different ones'
);
select is_empty('select name, local from year group by name, local having count(*) > 1', 'none is offered twice');
select is_empty(
  'select name, start_time from (select *,
    lead(start_time) over (partition by name order by start_time) as next from year) y where next < end_time',
  'none overlaps the next'
);
select is_empty(
  'select name, local from year where extract(minute from local) not in (0, 30)',
  'all begin at a full or half hour on the wall clock'
);
delete from medbook.working_hours where doctor_id in (select doctor_id from zone);
select pg_temp.hours(
  doctor_id,
  weekday,
  '09:00',
  '10:00',
  60
) as made from zone, generate_series(1, 7) weekday \g /dev/null
select set_eq(
  'select name, local::time, count(*) from year group by 1, 2',
  $$select name, '09:00'::time, 365::bigint from zone$$,
  '09:00 is 09:00 on every day of the year'
);
delete from medbook.working_hours where doctor_id in (select doctor_id from zone);
select pg_temp.hours(
  doctor_id,
  weekday,
  calendar.clock_text(m),
  calendar.clock_text(m + 40),
  20
) as made from zone, generate_series(1, 7) weekday, generate_series(0, 1400, 40) m \g /dev/null
select is_empty(
  'select name, start_time from (select *,
    lead(start_time) over (partition by name order by start_time) as next from year) y where next < end_time',
  'hours that follow each other have no slots that overlap, whatever the clock does between them'
);

-- The session's time zone does not matter.
delete from medbook.working_hours where doctor_id in (select doctor_id from zone);
select pg_temp.hours(
  doctor_id,
  weekday,
  '23:00',
  '24:00',
  20
) as made from zone, generate_series(1, 7) weekday \g /dev/null
select pg_temp.hours(
  doctor_id,
  weekday,
  '00:30',
  '03:30',
  25,
  5
) as made from zone, generate_series(1, 7) weekday \g /dev/null
create function pg_temp.year_seen_from(p_time_zone text) returns text language plpgsql as $$
begin
  perform set_config('TimeZone', p_time_zone, true);
  return (select md5(string_agg(name || extract(epoch from start_time) || extract(epoch from end_time),
    ' ' order by name, start_time)) from year);
end
$$;
select is(
  count(distinct pg_temp.year_seen_from(name)),
  1::bigint,
  'a year is the same seen from wherever'
) from (select name from zone union all select unnest('{UTC,America/Santiago,Asia/Tokyo}'::text[])) seen;

-- Kinds of visit.
delete from medbook.working_hours;
select pg_temp.hours(:'dora', 1, '09:00', '10:00', 30), pg_temp.hours(:'dora', 1, '10:00', '10:30', 30) as made \gset
update medbook.working_hours set service_ids = array[:'ann'::uuid] where start_minute = 540;
select results_eq(
  $$select service_ids from calendar.grid(test.dora(), '2030-01-07', '2030-01-07') order by start_time$$,
  $$values (array[test.ann()]), (array[test.ann()]), (null)$$,
  'slots are for what their hours name'
);

select * from finish();
rollback;
