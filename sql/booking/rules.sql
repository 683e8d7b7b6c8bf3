create or replace function booking.rules()
  returns table (
    doctor_id uuid,
    is_active boolean,
    min_notice interval,
    booking_horizon interval,
    cancel_cutoff interval,
    reschedule_cutoff interval
  )
  language sql
  stable
as $$
  select d.id, d.is_active,
         coalesce(d.min_notice, s.min_notice),
         coalesce(d.booking_horizon, s.booking_horizon),
         coalesce(d.cancel_cutoff, s.cancel_cutoff),
         coalesce(d.reschedule_cutoff, s.reschedule_cutoff)
    from medbook.doctors d
   cross join medbook.settings s
$$;

comment on function booking.rules() is
'The rules of each doctor: the doctor''s own settings, else the clinic''s
PostgreSQL inlines it like a view. As a view it could cause deadlocks: a load that replaces this view, then a view
that reads it, would wait for callers of the second view, which wait for the lock on the first.';
