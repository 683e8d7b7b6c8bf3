create or replace view calendar.unoffered as
with wanted as materialized (
  select d.id as doctor_id, g.start_time, g.end_time
    from medbook.doctors d
   cross join lateral calendar.grid(
     d.id, case when core.is_time_zone(d.time_zone) then (core.now() at time zone d.time_zone)::date - 1 end,
     d.open_until) g
   where d.is_active and core.is_time_zone(d.time_zone)
  except
  select doctor_id, start_time, end_time from medbook.calendar)
select w.doctor_id, w.start_time, w.end_time
  from wanted w
 where w.start_time > core.now()
   and not exists (
     select from medbook.calendar c
      where c.doctor_id = w.doctor_id
        and tstzrange(c.start_time, c.end_time) && tstzrange(w.start_time, w.end_time))
   and not exists (
     select from medbook.slots s
      where s.doctor_id = w.doctor_id and s.close_cause = 'CLOSED'
        and tstzrange(s.start_time, s.end_time) && tstzrange(w.start_time, w.end_time))
   and not calendar.is_under_time_off(w.doctor_id, w.start_time, w.end_time);

comment on view calendar.unoffered is
'Slots that the working hours ask for and nobody offers, up to the day to which each doctor''s calendar is open
The doctor is not away then, no other slot is in the way, and none was closed by hand. The nightly run opens them: after
it there are none.';
comment on column calendar.unoffered.doctor_id is 'The doctor';
comment on column calendar.unoffered.start_time is 'When the slot would start';
comment on column calendar.unoffered.end_time is 'When it would end';
