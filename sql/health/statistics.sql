create or replace function health.statistics(
  p_from date,
  p_to date,
  p_together boolean default false
)
  returns table (
    day date,
    doctor_id uuid,
    opened integer,
    booked integer,
    cancelled integer,
    lapsed integer,
    no_shows integer,
    utilisation integer,
    lead_hours integer
  )
  language sql
  stable
as $$
  with d as materialized (
    select id, case when core.is_time_zone(time_zone) then time_zone else 'UTC' end as time_zone from medbook.doctors)
  select (s.start_time at time zone d.time_zone)::date, case when not p_together then s.doctor_id end,
         count(distinct s.id)::integer,
         count(distinct s.id) filter (where b.status in ('CONFIRMED', 'COMPLETED', 'NO_SHOW'))::integer,
         count(*) filter (where b.status = 'CANCELLED' and b.part_of is null and b.rescheduled_to is null)::integer,
         count(*) filter (where booking.status_at(b.status, b.expires_at, clock.now) = 'FAILED'
                            and b.part_of is null)::integer,
         count(*) filter (where b.status = 'NO_SHOW' and b.part_of is null)::integer,
         round(100.0 * count(distinct s.id) filter (where b.status in ('CONFIRMED', 'COMPLETED', 'NO_SHOW'))
               / count(distinct s.id))::integer,
         round(avg(extract(epoch from s.start_time - b.created_at) / 3600)
               filter (where b.status in ('CONFIRMED', 'COMPLETED', 'NO_SHOW') and b.part_of is null))::integer
    from medbook.slots s
    join d on d.id = s.doctor_id
   cross join core.now() as clock(now)
    left join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id
   where (s.closed_at is null or b.id is not null)
     and (s.start_time at time zone d.time_zone)::date between p_from and p_to
     -- For the index: in every time zone, a day begins and ends less than a day apart from the same day in UTC.
     and s.start_time >= core.later(p_from::timestamp at time zone 'UTC', '-1 day')
     and s.start_time < core.later(p_to::timestamp at time zone 'UTC', '2 days')
   group by 1, 2
$$;

comment on function health.statistics(date, date, boolean) is
'How many slots of these days were booked, cancelled and so on, per day and doctor
p_from, p_to: days of each doctor''s own calendar, both included; of UTC, if the server does not know the doctor''s time
zone. p_together: all doctors are one row per day, whose doctor_id is null. A booking that was moved does not count as
cancelled. utilisation: percent of the slots that were booked. lead_hours: from a booking, or its last move, to its
appointment, on average.';
