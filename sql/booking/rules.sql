create or replace function booking.rules()
  returns table (
    doctor_id uuid,
    doctor_name text,
    specialization text,
    fee integer,
    currency text,
    is_active boolean,
    min_notice interval,
    booking_horizon interval,
    cancel_cutoff interval,
    reschedule_cutoff interval,
    hold_duration interval,
    max_hold interval,
    max_holds_per_user integer,
    max_bookings_per_user integer,
    max_bookings_per_doctor_day integer,
    time_zone text
  )
  language sql
  stable
as $$
  select d.id, d.name, d.specialization, d.fee, d.currency, d.is_active,
         coalesce(d.min_notice, s.min_notice),
         coalesce(d.booking_horizon, s.booking_horizon),
         coalesce(d.cancel_cutoff, s.cancel_cutoff),
         coalesce(d.reschedule_cutoff, s.reschedule_cutoff),
         s.hold_duration, s.max_hold, s.max_holds_per_user, s.max_bookings_per_user, s.max_bookings_per_doctor_day,
         d.time_zone
    from medbook.doctors d
   cross join medbook.settings s
$$;

comment on function booking.rules() is
'Each doctor, with the rules for bookings: the doctor''s own settings, else the clinic''s
PostgreSQL inlines it like a view. As a view it could cause deadlocks: a load that replaces this view, then a view
that reads it, would wait for callers of the second view, which wait for the lock on the first.';
