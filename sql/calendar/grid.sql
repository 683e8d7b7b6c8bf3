create or replace function calendar.grid(
  p_doctor_id uuid,
  p_from date,
  p_to date
)
  returns table (
    start_time timestamptz,
    end_time timestamptz
  )
  language sql
  stable
as $$
  select starts.at, starts.at + h.slot_minutes * interval '1 minute'
    from medbook.working_hours h
    join medbook.doctors d on d.id = h.doctor_id
   cross join generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as day (local)
   cross join lateral (
     select (day.local + h.start_minute * interval '1 minute') at time zone d.time_zone as open_at,
            (day.local + h.end_minute * interval '1 minute') at time zone d.time_zone as close_at) hours
   cross join lateral generate_series(hours.open_at, hours.close_at - h.slot_minutes * interval '1 minute',
                                      (h.slot_minutes + h.gap_minutes) * interval '1 minute') as starts (at)
   where h.doctor_id = p_doctor_id and extract(isodow from day.local) = h.weekday
     and day.local >= coalesce(h.valid_from, '-infinity') and day.local <= coalesce(h.valid_to, 'infinity')
     -- Of an hour that comes twice the second one counts. A bound that the clock skips is read as a later time, of another
     -- hour or day: what would last until after the bound as it is written is left out.
     and (starts.at at time zone d.time_zone) at time zone d.time_zone = starts.at
     and (starts.at + h.slot_minutes * interval '1 minute' - interval '1 microsecond') at time zone d.time_zone
         < day.local + h.end_minute * interval '1 minute'
$$;

comment on function calendar.grid(uuid, date, date) is
'The slots that a doctor''s working hours ask for, from and to these days of the doctor''s own calendar
09:00 is 09:00 on the wall clock, whatever the season; slots follow each other by elapsed minutes. Hours that do not exist
are skipped, hours that happen twice are offered once, the second time. Source: facts/http.md 1.1.';
