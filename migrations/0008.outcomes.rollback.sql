-- A type cannot lose a value: another one takes its place, and what happened after the visits is forgotten.
drop view if exists api.booking, api.patient_booking, api.statistic cascade;
drop index medbook.bookings_one_live_per_slot, medbook.idx_bookings_expiry, medbook.bookings_live_of_user;
alter table medbook.bookings drop constraint bookings_times_fit_the_status;
delete from medbook.booking_history where to_status in ('COMPLETED', 'NO_SHOW');
alter type medbook.booking_status rename to booking_status_of_0008;
create type medbook.booking_status as enum ('PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED');
alter type medbook.booking_status owner to medbook_owner;
alter table medbook.bookings alter column status type medbook.booking_status
  using case when status in ('COMPLETED', 'NO_SHOW') then 'CONFIRMED' else status::text end::medbook.booking_status;
alter table medbook.booking_history
  alter column from_status type medbook.booking_status using from_status::text::medbook.booking_status,
  alter column to_status type medbook.booking_status using to_status::text::medbook.booking_status;
drop type medbook.booking_status_of_0008 cascade;
alter table medbook.bookings add constraint bookings_times_fit_the_status check (
  case status
    when 'CONFIRMED' then confirmed_at is not null and cancelled_at is null and expires_at is null
    when 'CANCELLED' then cancelled_at is not null and expires_at is null
    else coalesce(expires_at > created_at, false) and confirmed_at is null and cancelled_at is null
  end
);
create unique index bookings_one_live_per_slot on medbook.bookings (doctor_id, slot_id)
  where status in ('PENDING', 'CONFIRMED');
create index idx_bookings_expiry on medbook.bookings (expires_at)
  where status = 'PENDING';
create index bookings_live_of_user on medbook.bookings (user_id) where status in ('PENDING', 'CONFIRMED');
