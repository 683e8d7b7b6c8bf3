create or replace function calendar.grid(
  p_doctor_id uuid,
  p_from date,
  p_to date
)
  returns table (
    start_time timestamptz,
    end_time timestamptz,
    service_ids uuid[]
  )
  language sql
  stable
as $$
  select starts.at, starts.at + h.slot_minutes * interval '1 minute', h.service_ids
    from medbook.working_hours h
    join medbook.doctors d on d.id = h.doctor_id
   cross join generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as day (local)
   cross join lateral (
     select calendar.instant_of(day.local + h.start_minute * interval '1 minute', d.time_zone) as open_at,
            calendar.instant_of(day.local + h.end_minute * interval '1 minute', d.time_zone) as close_at) hours
   cross join lateral generate_series(hours.open_at, hours.close_at - h.slot_minutes * interval '1 minute',
                                      (h.slot_minutes + h.gap_minutes) * interval '1 minute') as starts (at)
   where h.doctor_id = p_doctor_id and extract(isodow from day.local) = h.weekday
     and day.local >= coalesce(h.valid_from, '-infinity') and day.local <= coalesce(h.valid_to, 'infinity')
     -- When an hour happens twice, only the second one counts, and no slot runs into the first one over its bound.
     and (starts.at at time zone d.time_zone) at time zone d.time_zone = starts.at
     and (starts.at + h.slot_minutes * interval '1 minute' - interval '1 microsecond') at time zone d.time_zone
         < day.local + h.end_minute * interval '1 minute'
$$;

comment on function calendar.grid(uuid, date, date) is
'The slots that a doctor''s working hours ask for, on these days
p_from, p_to: days of the doctor''s own calendar on which hours begin, both included: slots after midnight belong to the
day before if their hours began there. 09:00 is 09:00 on the wall clock, in summer and in
winter; slots follow each other by elapsed minutes. When the clock goes forward, hours that would
begin at a time that does not exist begin with the next one that does; when it goes back, times that happen twice are
offered once, at the second occurrence. service_ids: what the slot is for, as its hours have it.';
