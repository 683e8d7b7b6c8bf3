set local role medbook_owner;

alter table medbook.settings
  add column max_holds_per_user integer not null default 3,
  add column min_notice interval not null default '0',
  add column booking_horizon interval not null default '90 days',
  add column cancel_cutoff interval not null default '0',
  add column reschedule_cutoff interval not null default '0',
  add constraint settings_holds_are_possible check (max_holds_per_user > 0),
  add constraint settings_windows_are_not_negative check (least(min_notice, cancel_cutoff, reschedule_cutoff) >= interval '0'
    and booking_horizon > min_notice and booking_horizon <= '10 years');

comment on column medbook.settings.max_holds_per_user is 'How many unconfirmed bookings a patient may have at a time';
comment on column medbook.settings.min_notice is 'How long before its start a slot can be booked at the latest';
comment on column medbook.settings.booking_horizon is 'How long before its start a slot can be booked at the earliest';
comment on column medbook.settings.cancel_cutoff is 'How long before its start an appointment can be cancelled at the latest';
comment on column medbook.settings.reschedule_cutoff is 'How long before its start an appointment can be moved at the latest';

alter table medbook.doctors
  add column min_notice interval,
  add column booking_horizon interval,
  add column cancel_cutoff interval,
  add column reschedule_cutoff interval,
  add constraint doctors_windows_are_not_negative check (least(min_notice, cancel_cutoff, reschedule_cutoff) >= interval '0'
    and booking_horizon > interval '0' and booking_horizon <= '10 years');

comment on column medbook.doctors.min_notice is 'Instead of the clinic''s, for this doctor; likewise the others';

alter table medbook.bookings
  add column rescheduled_from uuid,
  add column override_reason text,
  add constraint bookings_override_reason_length check (length(override_reason) <= 500);

comment on column medbook.bookings.rescheduled_from is 'The booking that was moved here';
comment on column medbook.bookings.override_reason is
'Why an administrator who made it let the patient''s other bookings not count; null: they counted';

create index bookings_live_of_user on medbook.bookings (user_id) where status in ('PENDING', 'CONFIRMED');
