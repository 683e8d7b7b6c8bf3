create or replace view api.settings as
select s.hold_duration::text as hold_duration, s.max_hold::text as max_hold, s.max_holds_per_user,
       s.max_bookings_per_user,
       s.max_bookings_per_doctor_day, s.min_notice::text as min_notice, s.booking_horizon::text as booking_horizon,
       s.cancel_cutoff::text as cancel_cutoff, s.reschedule_cutoff::text as reschedule_cutoff,
       s.session_idle::text as session_idle, s.session_lifetime::text as session_lifetime,
       s.refresh_grace::text as refresh_grace, to_jsonb(s.reminder_minutes) as reminder_minutes,
       s.offer_duration::text as offer_duration
  from medbook.settings s;

comment on view api.settings is
'The clinic''s rules; in answers the durations are those of ISO 8601, such as PT2M or P90D';
comment on column api.settings.hold_duration is
'How long a booking may stay PENDING before its slot is free again, such as PT2M';
comment on column api.settings.max_hold is
'How long after it was made a hold may last at most, however often it is extended, such as PT20M';
comment on column api.settings.max_holds_per_user is 'How many unconfirmed bookings a patient may have at a time';
comment on column api.settings.max_bookings_per_user is
'How many live bookings that are still to come a patient may have';
comment on column api.settings.max_bookings_per_doctor_day is
'How many live bookings a patient may have with one doctor on one day of the doctor''s calendar';
comment on column api.settings.min_notice is 'Shortest time between a booking and the start of its slot, such as PT2H';
comment on column api.settings.booking_horizon is
'Longest time between a booking and the start of its slot, such as P90D';
comment on column api.settings.cancel_cutoff is
'Shortest time between a cancellation and the start of the slot, such as P1D';
comment on column api.settings.reschedule_cutoff is
'Shortest time between a move and the start of the old slot, such as P1D';
comment on column api.settings.session_idle is 'A session that is not refreshed for this long has ended, such as P30D';
comment on column api.settings.session_lifetime is
'A session ends this long after the sign-in, even if it is used, such as P90D';
comment on column api.settings.refresh_grace is
'How long a used refresh token is accepted again, if its successor is unused, such as PT10S';
comment on column api.settings.reminder_minutes is
'List of how many minutes before an appointment a patient is reminded who did not choose, such as [1440, 120]';
comment on column api.settings.offer_duration is
'How long a slot is held for a patient on the waiting list to whom it is offered, such as PT15M';
