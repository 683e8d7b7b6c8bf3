create or replace function health.check_invariants()
  returns table (
    rule text,
    doctor_id uuid,
    slot_id uuid
  )
  language sql
  stable
as $$
  select 'the slot says what its live booking says', s.doctor_id, s.id
    from medbook.slots s
    left join medbook.bookings b
      on b.doctor_id = s.doctor_id and b.slot_id = s.id and b.status in ('PENDING', 'CONFIRMED', 'COMPLETED', 'NO_SHOW')
   where s.is_available <> (b.id is null and s.closed_at is null)
      or s.held_until is distinct from b.expires_at
  union all
  select 'a closed slot has no live booking', s.doctor_id, s.id
    from medbook.slots s
    join medbook.bookings b
      on b.doctor_id = s.doctor_id and b.slot_id = s.id and b.status in ('PENDING', 'CONFIRMED')
   where s.closed_at is not null
  union all
  select 'a slot has one live booking', b.doctor_id, b.slot_id
    from medbook.bookings b where b.status in ('PENDING', 'CONFIRMED')
   group by b.doctor_id, b.slot_id having count(*) > 1
  union all
  select 'the slots of a visit follow each other and have its status', * from health.broken_visits()
  union all
  select 'open slots of a doctor do not overlap', o.doctor_id, o.id
    from (select s.doctor_id, s.id, s.start_time,
                 max(s.end_time) over (partition by s.doctor_id order by s.start_time, s.id
                                       rows between unbounded preceding and 1 preceding) as earlier_end
            from medbook.slots s where s.closed_at is null) o
   where o.start_time < o.earlier_end
  union all
  select 'the calendar has the slots that are not closed', coalesce(s.doctor_id, c.doctor_id), coalesce(s.id, c.slot_id)
    from medbook.slots s full join medbook.calendar c on c.doctor_id = s.doctor_id and c.slot_id = s.id
   where c.end_time is distinct from case when s.closed_at is null then s.end_time end
      or c.start_time is distinct from case when s.closed_at is null then s.start_time end
  union all
  select 'no free slot is in a time off', s.doctor_id, s.id
    from medbook.slots s where s.is_available and calendar.is_under_time_off(s.doctor_id, s.start_time, s.end_time)
  union all
  select 'a doctor who has left has no free slot and no live booking', s.doctor_id, s.id
    from medbook.slots s join medbook.doctors d on d.id = s.doctor_id
   where d.retired_at is not null and s.closed_at is null and s.start_time > d.retired_at
     and not exists (select from medbook.bookings b where b.doctor_id = s.doctor_id and b.slot_id = s.id
                       and b.status in ('COMPLETED', 'NO_SHOW'))
  union all select * from health.check_waitlist()
$$;

comment on function health.check_invariants() is
'Rows that break an invariant; none if the data are healthy
Reads all slots and bookings. Constraints already rule out the third and fourth kind; these are checked nevertheless.';
