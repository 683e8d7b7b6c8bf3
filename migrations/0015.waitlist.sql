set local role medbook_owner;

create table medbook.waitlist (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references medbook.users,
  doctor_id uuid references medbook.doctors,
  specialization text,
  service_id uuid references medbook.services,
  from_time timestamptz,
  to_time timestamptz,
  weekdays integer[],
  earliest time,
  latest time,
  priority integer not null default 0,
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  booking_id uuid,
  constraint waitlist_is_for_a_doctor_or_a_field check (num_nonnulls(doctor_id, specialization) = 1),
  constraint waitlist_specialization_is_comparable check (specialization = medbook.comparable(specialization)),
  constraint waitlist_ends_after_it_begins check (to_time > from_time),
  constraint waitlist_weekdays_exist check (cardinality(weekdays) > 0 and weekdays <@ '{1,2,3,4,5,6,7}'),
  constraint waitlist_latest_is_later check (latest > earliest),
  constraint waitlist_priority_range check (priority between -100 and 100),
  constraint waitlist_ended check ((ended_at is null) = (ended_because is null)),
  constraint waitlist_because check (ended_because in ('BOOKED', 'LEFT', 'OVER')),
  constraint waitlist_booking check ((booking_id is not null) = (ended_because is not distinct from 'BOOKED'))
);

create index waitlist_of_doctor on medbook.waitlist (doctor_id, priority desc, created_at, id)
  where ended_at is null and doctor_id is not null;
create index waitlist_of_specialization on medbook.waitlist (specialization, priority desc, created_at, id)
  where ended_at is null and specialization is not null;
create index waitlist_user on medbook.waitlist (user_id);
create index waitlist_ended_at on medbook.waitlist (ended_at) where ended_at is not null;

comment on table medbook.waitlist is
'Who waits for a slot that is not free: it is offered to the first whom it suits. What has ended stays for 30 days';
comment on column medbook.waitlist.doctor_id is 'With whom; null: with any doctor of the specialization';
comment on column medbook.waitlist.specialization is 'As medbook.comparable has it; null: with the doctor';
comment on column medbook.waitlist.service_id is 'The kind of visit; null: none is named';
comment on column medbook.waitlist.from_time is 'No slot that starts before; null: any';
comment on column medbook.waitlist.to_time is 'No slot that starts then or later: the waiting ends; null: any';
comment on column medbook.waitlist.weekdays is 'Days of the doctor''s calendar, 1 is Monday; null: any';
comment on column medbook.waitlist.earliest is
'Time of day by the doctor''s clock before which no slot starts; null: any';
comment on column medbook.waitlist.latest is 'Time of day at or after which no slot starts; null: any';
comment on column medbook.waitlist.priority is
'Who has a higher one is offered a slot before others; administrators may set it';
comment on column medbook.waitlist.created_at is 'Since when: of equal priority, who came first is first';
comment on column medbook.waitlist.ended_at is 'When the waiting ended; null: it goes on';
comment on column medbook.waitlist.ended_because is
'BOOKED: an offer was confirmed; LEFT: the patient does not want to wait; OVER: to_time has come, or the account was
deactivated; null: it goes on';
comment on column medbook.waitlist.booking_id is 'The booking that was offered and confirmed; null: none';

alter table medbook.bookings add column waitlist_id uuid;

comment on column medbook.bookings.waitlist_id is
'The row of the waiting list to which it was offered; null: the patient, or an administrator, chose it. No foreign key:
it says that it was an offer also when the row is gone';

alter table medbook.settings
  add column offer_duration interval not null default '15 minutes',
  add constraint settings_offer_duration_is_positive check (offer_duration > interval '0');

comment on column medbook.settings.offer_duration is
'How long a slot is held for a patient on the waiting list to whom it is offered';

alter table medbook.mails drop constraint mails_kind, add constraint mails_kind check (
  kind in ('confirmed', 'cancelled', 'moved', 'offered', 'reminder', 'password_reset'));

comment on column medbook.mails.kind is
'confirmed, cancelled, moved (the booking is the new one), offered (to who waits), reminder or password_reset';
