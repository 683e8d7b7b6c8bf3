drop index medbook.bookings_live_of_user;
alter table medbook.bookings
  drop column rescheduled_from cascade,
  drop column override_reason cascade;
alter table medbook.doctors
  drop column min_notice cascade,
  drop column booking_horizon cascade,
  drop column cancel_cutoff cascade,
  drop column reschedule_cutoff cascade;
alter table medbook.settings
  drop column max_holds_per_user cascade,
  drop column min_notice cascade,
  drop column booking_horizon cascade,
  drop column cancel_cutoff cascade,
  drop column reschedule_cutoff cascade;
