create or replace function health.check_waitlist()
  returns table (
    rule text,
    doctor_id uuid,
    slot_id uuid
  )
  language sql
  stable
as $$
  select 'an offer that was confirmed ended the waiting', b.doctor_id, b.slot_id
    from medbook.waitlist w
    left join medbook.bookings b on b.doctor_id = medbook.doctor_of(w.booking_id) and b.id = w.booking_id
     and b.user_id = w.user_id and b.waitlist_id = w.id and b.confirmed_at is not null
   where w.booking_id is not null and b.id is null
$$;

comment on function health.check_waitlist() is
'Rows that break an invariant of the waiting list; none if the data are healthy';
