create or replace view calendar.opening as
select count(*) filter (where d.open_until >= target.day) as doctors_done,
       count(*) filter (where not coalesce(d.open_until >= target.day, false)) as doctors_to_go,
       coalesce(array_agg(d.name || ': unknown time zone ' || d.time_zone order by d.name, d.id)
                filter (where target.day is null), '{}') as doctors_refused
  from medbook.doctors d
 cross join medbook.settings s
 cross join lateral calendar.last_open_day(
         d.time_zone, coalesce(d.booking_horizon, s.booking_horizon), core.now()) as target (day)
 where d.is_active;

comment on view calendar.opening is
'Progress of calendar.open_all_slots: doctors with calendars open up to the horizon, and the others
doctors_refused names those of the others that cannot be opened until somebody mends them, and says why.';
