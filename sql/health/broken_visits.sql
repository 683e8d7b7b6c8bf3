create or replace function health.broken_visits()
  returns table (
    doctor_id uuid,
    slot_id uuid
  )
  language sql
  stable
as $$
  select b.doctor_id, b.slot_id
    from medbook.bookings b
    join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
   cross join lateral (
     select range_agg(tstzrange(further.start_time, further.end_time)) as during,
            bool_and(part.status = b.status and part.user_id = b.user_id
              and part.expires_at is not distinct from b.expires_at) as are_alike
       from medbook.bookings part
       join medbook.slots further on further.doctor_id = part.doctor_id and further.id = part.slot_id
      where part.doctor_id = b.doctor_id and part.part_of = b.id) parts
   where b.visit_end is not null and b.status in ('PENDING', 'CONFIRMED', 'COMPLETED', 'NO_SHOW')
     and (parts.during <> tstzmultirange(tstzrange(s.end_time, b.visit_end))
       -- A lapsed hold may have lost some of its slots to others, before the sweep.
       or not parts.are_alike and (b.expires_at > core.now() or b.expires_at is null)) is not false
$$;

comment on function health.broken_visits() is
'Bookings of several slots that these slots contradict
They do not follow each other until the visit ends, or have another status or patient. slot_id: the first slot. Of a
hold that has lapsed others may have some of the slots, before the sweep.';
