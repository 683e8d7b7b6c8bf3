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

create table medbook.settings (
  is_the_only_row boolean primary key default true,
  hold_duration interval not null default '2 minutes',
  constraint settings_has_one_row check (is_the_only_row),
  constraint settings_hold_duration_is_positive check (hold_duration > interval '0')
);

insert into medbook.settings default values;

comment on table medbook.settings is 'The clinic''s rules, one row: change it with UPDATE, the next call obeys';
comment on column medbook.settings.hold_duration is 'How long a booking may stay PENDING before its slot is free again';

create table medbook.doctors (
  id uuid primary key,
  name text not null,
  specialization text not null,
  experience_years integer not null,
  fee integer not null,
  currency text not null,
  time_zone text not null,
  is_active boolean not null default true,
  constraint doctors_id_shape check (id = medbook.doctor_of(id) and substr(id::text, 15, 1) = '8'),
  constraint doctors_name_length check (length(name) between 1 and 200),
  constraint doctors_specialization_length check (length(specialization) between 1 and 100),
  constraint doctors_experience_range check (experience_years between 0 and 80),
  constraint doctors_fee_is_not_negative check (fee >= 0),
  constraint doctors_currency_shape check (currency ~ '^[A-Z]{3}$'),
  constraint doctors_time_zone_is_known check (timestamptz 'epoch' at time zone time_zone is not null)
);

comment on column medbook.doctors.fee is 'Price of an appointment in minor units of the currency (cents)';
comment on column medbook.doctors.currency is 'ISO 4217 code';
comment on column medbook.doctors.time_zone is 'IANA name; working hours are local to it';

create table medbook.slots (
  doctor_id uuid not null references medbook.doctors,
  id uuid not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  is_available boolean not null default true,
  held_until timestamptz,
  closed_at timestamptz,
  changed xid8 not null default pg_current_xact_id(),
  primary key (doctor_id, id),
  constraint slots_id_names_the_doctor check (left(id::text, 18) = left(doctor_id::text, 18) and id <> doctor_id),
  constraint slots_end_after_start check (end_time > start_time and isfinite(start_time) and isfinite(end_time)),
  constraint slots_state_is_one check (is_available::integer + (held_until is not null)::integer
    + (closed_at is not null)::integer <= 1),
  constraint slots_of_a_doctor_do_not_overlap
    exclude using gist (doctor_id with =, tstzrange(start_time, end_time) with &&) where (closed_at is null)
);

create index idx_slots_available on medbook.slots (doctor_id, start_time)
  where is_available or held_until is not null;
create index idx_slots_changed on medbook.slots (changed);

comment on table medbook.slots is
'When a doctor can be seen. The row alone says what the slot is:
free (is_available), held (held_until), booked (neither), closed (closed_at). Rows are never deleted';
comment on column medbook.slots.held_until is 'The PENDING booking''s expires_at; once it has passed the slot is free to everybody';
comment on column medbook.slots.closed_at is 'Since when the slot is no longer offered';
comment on column medbook.slots.changed is 'The transaction that last changed the row; every UPDATE sets it';

create type medbook.booking_status as enum ('PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED');

create table medbook.bookings (
  doctor_id uuid not null,
  id uuid not null,
  slot_id uuid not null,
  user_id uuid not null references medbook.users,
  status medbook.booking_status not null,
  fee integer not null,
  currency text not null,
  reason text,
  created_at timestamptz not null,
  expires_at timestamptz,
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  primary key (doctor_id, id),
  foreign key (doctor_id, slot_id) references medbook.slots,
  constraint bookings_id_names_the_doctor check (left(id::text, 18) = left(doctor_id::text, 18) and id <> doctor_id),
  -- One check, since PostgreSQL prepares each of a table's anew for every statement that writes it.
  constraint bookings_times_fit_the_status check (
    case status
      when 'CONFIRMED' then confirmed_at is not null and cancelled_at is null and expires_at is null
      when 'CANCELLED' then cancelled_at is not null and expires_at is null
      else coalesce(expires_at > created_at, false) and confirmed_at is null and cancelled_at is null
    end
  ),
  constraint bookings_reason_length check (length(reason) <= 500)
);

create unique index bookings_one_live_per_slot on medbook.bookings (doctor_id, slot_id)
  where status in ('PENDING', 'CONFIRMED');
create index idx_bookings_expiry on medbook.bookings (expires_at)
  where status = 'PENDING';
create index idx_bookings_user on medbook.bookings (user_id, created_at desc);

comment on table medbook.bookings is
'Who has which slot. Locked by locking its slot. No foreign key to doctors: the one to slots implies it,
and it would cost every booking of a hot doctor a lock on the doctor''s row';
comment on column medbook.bookings.expires_at is 'When the hold dies; null once it is confirmed or cancelled';
comment on column medbook.bookings.fee is 'The doctor''s fee as it was when the slot was booked, in minor units';
comment on column medbook.bookings.reason is 'Why it was cancelled, in the canceller''s words';
