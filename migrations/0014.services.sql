set local role medbook_owner;

create type medbook.service_access as enum ('EVERYBODY', 'KNOWN_PATIENTS', 'ADMINISTRATORS');

create function medbook.longest_visit()
  returns integer
  language sql
  immutable
  parallel safe
  return 480;

comment on function medbook.longest_visit() is
'How long a visit may take at most, in minutes: no slot of it begins later than that after its first one';

create table medbook.services (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  description text,
  minutes integer not null,
  fee integer,
  currency text,
  bookable_by medbook.service_access not null default 'EVERYBODY',
  is_active boolean not null default true,
  updated_at timestamptz not null default clock_timestamp(),
  constraint services_name_length check (length(name) between 1 and 100),
  constraint services_name_is_tidy check (medbook.is_tidy(name)),
  constraint services_description_length check (length(description) between 1 and 1000),
  constraint services_minutes_range check (minutes between 1 and medbook.longest_visit()),
  constraint services_fee_is_not_negative check (fee >= 0),
  constraint services_fee_has_a_currency check ((fee is null) = (currency is null)),
  constraint services_currency_shape check (currency ~ '^[A-Z]{3}$')
);

create unique index services_same_name on medbook.services (medbook.comparable(name)) where is_active;

comment on table medbook.services is
'Kinds of visit, which patients can book with every doctor whose hours do not say otherwise. Rows are never deleted';
comment on column medbook.services.description is 'What patients are told of it; null: nothing';
comment on column medbook.services.minutes is
'How long a visit takes: as many adjacent slots as have this time together are booked';
comment on column medbook.services.fee is
'Price in minor units of the currency; null: each doctor''s own';
comment on column medbook.services.currency is 'ISO 4217 code; null: each doctor''s own';
comment on column medbook.services.bookable_by is
'EVERYBODY; KNOWN_PATIENTS: who has been at that doctor''s before; ADMINISTRATORS: they alone, for a patient';
comment on column medbook.services.is_active is 'Whether it can be booked';
comment on column medbook.services.updated_at is 'When it was last changed';

alter table medbook.working_hours
  add column service_ids uuid[],
  add constraint working_hours_services_are_named check (cardinality(service_ids) > 0);

comment on column medbook.working_hours.service_ids is 'What their slots are for; null: anything';

alter table medbook.slots add column service_ids uuid[];

comment on column medbook.slots.service_ids is
'The services as which it can be booked, as the working hours have it; null: all, and without one';

alter table medbook.bookings
  add column service_id uuid references medbook.services,
  add column service_name text,
  add column visit_end timestamptz,
  add column part_of uuid,
  add foreign key (doctor_id, part_of) references medbook.bookings (doctor_id, id);

-- One unique index guards all slots, the further ones of a visit too, because each has a row of its own.
create index bookings_parts on medbook.bookings (doctor_id, part_of) where part_of is not null;

comment on column medbook.bookings.service_id is 'The kind of visit; null: none was named';
comment on column medbook.bookings.service_name is 'Its name as it was when the slot was booked';
comment on column medbook.bookings.visit_end is
'When the visit ends that takes further slots; null: with its slot';
comment on column medbook.bookings.part_of is
'The booking whose visit takes this slot too: a row that only occupies the slot, with the booking''s status and times,
and is no booking to patients; null: it is a booking itself';
