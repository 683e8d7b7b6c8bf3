set local role medbook_owner;

-- Ids of slots and bookings begin with the 64 bits of their doctor's id; see "Ids" in sql/README.md.
create function medbook.doctor_of(
  p_id uuid
)
  returns uuid
  language sql
  immutable
  strict
  parallel safe
as $$
  select overlay(p_id::text placing '-8000-000000000000' from 19)::uuid
$$;

comment on function medbook.doctor_of(uuid) is
'The doctor that a slot''s or booking''s id belongs to
A doctor''s own id gives itself. Any other UUID gives an id that no doctor has.';

-- The body is not in quotes, as that of medbook.visible.
create function medbook.search_text(
  p_text text
)
  returns text
  language sql
  immutable
  strict
  parallel safe
  return lower(translate(extensions.unaccent('extensions.unaccent', normalize(p_text)),
    e'\'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\uff07', ''));

comment on function medbook.search_text(text) is
'A text in lower case and without accents and apostrophes
Searches compare it, and lists of people are sorted by it, in the collation "C".';

create function medbook.person_text(
  p_name text,
  p_email text,
  p_phone text
)
  returns text
  language sql
  immutable
  parallel safe
  return medbook.search_text(p_name || ' ' || coalesce(p_email, '')) || ' '
    || regexp_replace(coalesce(p_phone, ''), '[^0-9]', '', 'g');

comment on function medbook.person_text(text, text, text) is
'What a search for a person looks at: name and e-mail address, and the digits of the telephone
p_email, p_phone: null: none.';

create index users_search on medbook.users
  using gin (medbook.person_text(name, email::text, phone) extensions.gin_trgm_ops);
-- People are sorted by search_text, not by a collation of ICU: an index over one breaks with another release of ICU.
create index users_by_name on medbook.users (medbook.search_text(name) collate "C", id) where is_active;

create function medbook.comparable(
  p_text text
)
  returns text
  language sql
  immutable
  strict
  parallel safe
  return lower(medbook.tidy(normalize(p_text)));

comment on function medbook.comparable(text) is
'A name or field of medicine, the same for all that differ only by case or spaces';

create domain medbook.reminder_minutes as integer[]
  constraint reminder_minutes_are_known check (
    cardinality(value) <= 3 and value <@ '{15,30,60,120,180,360,720,1440,2880,4320,10080}');

comment on domain medbook.reminder_minutes is 'How many minutes before an appointment its patient is reminded of it';

create table medbook.settings (
  is_the_only_row boolean primary key default true,
  is_demo boolean not null default false,
  hold_duration interval not null default '2 minutes',
  max_hold interval not null default '20 minutes',
  max_holds_per_user integer not null default 3,
  max_bookings_per_user integer not null default 10,
  max_bookings_per_doctor_day integer not null default 2,
  min_notice interval not null default '0',
  booking_horizon interval not null default '90 days',
  cancel_cutoff interval not null default '0',
  reschedule_cutoff interval not null default '0',
  session_idle interval not null default '30 days',
  session_lifetime interval not null default '90 days',
  refresh_grace interval not null default '10 seconds',
  reminder_minutes medbook.reminder_minutes not null default '{1440,120}',
  constraint settings_has_one_row check (is_the_only_row),
  constraint settings_hold_duration_is_positive check (hold_duration > interval '0'),
  constraint settings_max_hold_is_not_negative check (max_hold >= interval '0'),
  constraint settings_holds_are_possible check (max_holds_per_user > 0),
  constraint settings_bookings_are_possible check (least(max_bookings_per_user, max_bookings_per_doctor_day) > 0),
  constraint settings_windows_are_not_negative check (
    least(min_notice, cancel_cutoff, reschedule_cutoff) >= interval '0'
    and booking_horizon > min_notice and booking_horizon <= '10 years'),
  constraint settings_session_outlasts_its_access_tokens check (
    session_idle >= interval '1 hour' and session_lifetime >= interval '1 hour'),
  constraint settings_refresh_grace_is_short check (refresh_grace between interval '0' and interval '1 minute')
);

insert into medbook.settings default values;

comment on table medbook.settings is 'The clinic''s rules, in one row: change it with UPDATE; the next call uses it';
comment on column medbook.settings.is_demo is
'Whether this is the demo clinic, where anybody can know the accounts'' passwords';
comment on column medbook.settings.hold_duration is 'How long a booking may stay PENDING before its slot is free again';
comment on column medbook.settings.max_hold is
'How long after it was made a hold may last at most, however often it is extended';
comment on column medbook.settings.max_holds_per_user is 'How many unconfirmed bookings a patient may have at a time';
comment on column medbook.settings.max_bookings_per_user is
'How many live bookings that are still to come a patient may have';
comment on column medbook.settings.max_bookings_per_doctor_day is
'How many live bookings a patient may have with one doctor on one day of the doctor''s calendar';
comment on column medbook.settings.min_notice is 'Shortest time between a booking and the start of its slot';
comment on column medbook.settings.booking_horizon is 'Longest time between a booking and the start of its slot';
comment on column medbook.settings.cancel_cutoff is 'Shortest time between a cancellation and the start of the slot';
comment on column medbook.settings.reschedule_cutoff is 'Shortest time between a move and the start of the old slot';
comment on column medbook.settings.session_idle is 'A session that is not refreshed for this long has ended';
comment on column medbook.settings.session_lifetime is 'A session ends this long after the sign-in, even if it is used';
comment on column medbook.settings.refresh_grace is
'How long a used refresh token is accepted again, because the client lost the answer, if its successor is unused';
comment on column medbook.settings.reminder_minutes is
'When patients are reminded who did not choose for themselves; empty: never';

create table medbook.doctors (
  id uuid primary key,
  name text not null,
  specialization text not null,
  experience_years integer not null,
  fee integer not null,
  currency text not null,
  time_zone text not null,
  is_active boolean not null default true,
  min_notice interval,
  booking_horizon interval,
  cancel_cutoff interval,
  reschedule_cutoff interval,
  open_until date,
  updated_at timestamptz not null default clock_timestamp(),
  retired_at timestamptz,
  reference text unique,
  constraint doctors_id_shape check (id = medbook.doctor_of(id) and substr(id::text, 15, 1) = '8'),
  constraint doctors_name_length check (length(name) between 1 and 200),
  constraint doctors_name_is_tidy check (medbook.is_tidy(name)),
  constraint doctors_reference_length check (length(reference) between 1 and 100),
  constraint doctors_reference_is_tidy check (medbook.is_tidy(reference)),
  constraint doctors_specialization_length check (length(specialization) between 1 and 100),
  constraint doctors_specialization_is_tidy check (medbook.is_tidy(specialization)),
  constraint doctors_experience_range check (experience_years between 0 and 80),
  constraint doctors_fee_is_not_negative check (fee >= 0),
  constraint doctors_currency_shape check (currency ~ '^[A-Z]{3}$'),
  constraint doctors_windows_are_not_negative check (
    least(min_notice, cancel_cutoff, reschedule_cutoff) >= interval '0'
    and booking_horizon > interval '0' and booking_horizon <= '10 years')
);

create index doctors_by_name on medbook.doctors (medbook.search_text(name) collate "C", id) where is_active;
create index doctors_name_search on medbook.doctors using gin (medbook.search_text(name) extensions.gin_trgm_ops);
create index doctors_same_name on medbook.doctors (medbook.comparable(name), medbook.comparable(specialization));
create index doctors_specialization on medbook.doctors (medbook.comparable(specialization));

comment on table medbook.doctors is 'Doctors, with the windows in which they can be booked';
comment on column medbook.doctors.fee is 'Price of an appointment in minor units of the currency (cents)';
comment on column medbook.doctors.currency is 'ISO 4217 code';
comment on column medbook.doctors.time_zone is 'IANA name; working hours are local to it';
comment on column medbook.doctors.min_notice is 'For this doctor, instead of the clinic''s; null: the clinic''s';
comment on column medbook.doctors.booking_horizon is 'As min_notice';
comment on column medbook.doctors.cancel_cutoff is 'As min_notice';
comment on column medbook.doctors.reschedule_cutoff is 'As min_notice';
comment on column medbook.doctors.open_until is
'Slots were made up to this day, local to the doctor; null: the hours have changed since';
comment on column medbook.doctors.updated_at is 'When the doctor''s data were last changed';
comment on column medbook.doctors.reference is
'The clinic''s own name for the doctor, by which an import recognises the doctor; null: name and field do';
comment on column medbook.doctors.retired_at is 'When the doctor was retired; null: not retired';

create type medbook.close_cause as enum ('CLOSED', 'TIME_OFF', 'HOURS', 'RETIRED');

-- A table of its own: every change of a row under an exclusion constraint looks for overlaps again, and slots change
-- whenever they are booked.
create table medbook.calendar (
  doctor_id uuid not null,
  slot_id uuid not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  primary key (doctor_id, slot_id, start_time, end_time),
  -- What holds for a slot from its beginning on is checked here, not at every change of slots.
  constraint slots_id_names_the_doctor check (
    left(slot_id::text, 18) = left(doctor_id::text, 18) and slot_id <> doctor_id),
  constraint slots_end_after_start check (end_time > start_time and isfinite(start_time) and isfinite(end_time)),
  constraint slots_of_a_doctor_do_not_overlap
    exclude using gist (doctor_id with =, tstzrange(start_time, end_time) with &&)
);

comment on table medbook.calendar is
'When doctors have slots: a row for each slot that is not closed, so that slots of a doctor do not overlap. Written when
slots open and close, never by a booking';

create table medbook.slots (
  doctor_id uuid not null references medbook.doctors,
  id uuid not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  is_available boolean not null default true,
  held_until timestamptz,
  closed_at timestamptz,
  close_cause medbook.close_cause,
  changed xid8 not null default pg_current_xact_id(),
  guarded_end timestamptz generated always as (case when closed_at is null then end_time end) stored,
  primary key (doctor_id, id),
  constraint slots_are_in_the_calendar
    foreign key (doctor_id, id, start_time, guarded_end) references medbook.calendar,
  constraint slots_state_is_one check (num_nonnulls(nullif(is_available, false), held_until, closed_at) <= 1),
  constraint slots_free_is_not_closing check (close_cause is null or not is_available)
);

create index idx_slots_available on medbook.slots (doctor_id, start_time)
  where is_available or held_until is not null;
create index idx_slots_changed on medbook.slots (changed);
create index slots_closed_by_hand on medbook.slots (doctor_id, start_time) where close_cause = 'CLOSED';
-- Booked ones that close when their bookings end: few, whose patients are called.
create index slots_closing on medbook.slots (doctor_id, start_time) where close_cause is not null and closed_at is null;
-- BRIN, because slots are inserted in the order of time: it stays small and costs an insert almost nothing.
create index slots_start_time on medbook.slots using brin (start_time) with (autosummarize = on);

comment on table medbook.slots is
'Times for appointments with doctors. The row alone shows the state of a slot:
free (is_available), held (held_until), closed (closed_at) or booked (none of these). Rows are never deleted';
comment on column medbook.slots.held_until is
'expires_at of the PENDING booking; from then on anybody can book the slot';
comment on column medbook.slots.closed_at is 'When the slot was closed; null: it is not closed';
comment on column medbook.slots.close_cause is
'Why the slot is closed, or will close when its booking ends: by hand, for a time off, because the hours changed, or
because the doctor was retired; null: it is offered';
comment on column medbook.slots.changed is 'The transaction that last changed the row; every UPDATE sets it';
comment on column medbook.slots.guarded_end is
'end_time, and null when the slot is closed: refers to the slot''s row in medbook.calendar';

create type medbook.booking_status as enum ('PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED', 'COMPLETED', 'NO_SHOW');
create type medbook.booking_end as enum ('PATIENT', 'CLINIC', 'EXPIRY');

create table medbook.bookings (
  doctor_id uuid not null,
  id uuid not null,
  slot_id uuid not null,
  user_id uuid not null references medbook.users,
  status medbook.booking_status not null,
  fee integer not null,
  currency text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  reason text,
  ended_by medbook.booking_end,
  rescheduled_from uuid,
  rescheduled_to uuid,
  override_reason text,
  primary key (doctor_id, id),
  foreign key (doctor_id, slot_id) references medbook.slots,
  constraint bookings_id_names_the_doctor check (left(id::text, 18) = left(doctor_id::text, 18) and id <> doctor_id),
  -- As few and short checks as say it: PostgreSQL prepares all of a table's for every statement that writes to it.
  constraint bookings_times_fit_the_status check (
    (expires_at is not null) = (status in ('PENDING', 'FAILED')) and expires_at > created_at
    and (cancelled_at is not null) = (status = 'CANCELLED')
    and (status = 'CANCELLED' or (confirmed_at is null) = (expires_at is not null))),
  constraint bookings_reason_length check (greatest(length(reason), length(override_reason)) <= 500)
);

create unique index bookings_one_live_per_slot on medbook.bookings (doctor_id, slot_id)
  where status in ('PENDING', 'CONFIRMED');
create index idx_bookings_expiry on medbook.bookings (expires_at)
  where status = 'PENDING';
create index idx_bookings_user on medbook.bookings (user_id, created_at desc);
create index bookings_live_of_user on medbook.bookings (user_id) where status in ('PENDING', 'CONFIRMED');

comment on table medbook.bookings is
'Which patient has which slot. To lock a booking, lock its slot. No foreign key to doctors: the one to slots implies it,
and one to doctors would make every booking of a busy doctor lock the doctor''s row';
comment on column medbook.bookings.expires_at is 'When the hold lapses; null after it was confirmed or cancelled';
comment on column medbook.bookings.fee is 'The doctor''s fee as it was when the slot was booked, in minor units';
comment on column medbook.bookings.reason is 'Why it was cancelled, in the words of the user who cancelled it';
comment on column medbook.bookings.ended_by is
'Who cancelled it, or that its hold lapsed; null: it lives, or was completed';
comment on column medbook.bookings.rescheduled_from is 'The booking that this one replaced when it was moved';
comment on column medbook.bookings.rescheduled_to is 'The booking that replaced this one when it was moved';
comment on column medbook.bookings.override_reason is
'Why the administrator who made it ignored the patient''s other bookings; null: they counted';
