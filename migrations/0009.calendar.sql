create extension pg_trgm schema extensions;
create extension unaccent schema extensions;

set local role medbook_owner;

alter table medbook.bookings drop constraint bookings_times_fit_the_status;
alter table medbook.bookings add constraint bookings_times_fit_the_status check (
  case status
    when 'PENDING' then coalesce(expires_at > created_at, false) and confirmed_at is null and cancelled_at is null
    when 'FAILED' then coalesce(expires_at > created_at, false) and confirmed_at is null and cancelled_at is null
    when 'CANCELLED' then cancelled_at is not null and expires_at is null
    else confirmed_at is not null and cancelled_at is null and expires_at is null
  end
);

-- What the name of a doctor is searched by. Not a body in quotes: that would be read anew, by the owner, when a backup's
-- index is built, before the owner may look into the schema.
create function medbook.search_text(
  p_text text
)
  returns text
  language sql
  immutable
  strict
  parallel safe
  return lower(extensions.unaccent('extensions.unaccent', p_text));

comment on function medbook.search_text(text) is
'A text without what searches ignore: case and accents';

create index doctors_name_search on medbook.doctors using gin (medbook.search_text(name) extensions.gin_trgm_ops);
create index doctors_specialization on medbook.doctors (specialization) where is_active;

alter table medbook.doctors
  add column open_until date,
  add column updated_at timestamptz not null default clock_timestamp(),
  add column retired_at timestamptz;

comment on column medbook.doctors.open_until is 'Slots were made up to this day, local to the doctor; null: hours have changed since';
comment on column medbook.doctors.updated_at is 'When the doctor''s data were last changed';
comment on column medbook.doctors.retired_at is 'When the doctor left; null: has not';

create table medbook.working_hours (
  doctor_id uuid not null references medbook.doctors,
  weekday integer not null,
  start_minute integer not null,
  end_minute integer not null,
  slot_minutes integer not null,
  gap_minutes integer not null default 0,
  valid_from date,
  valid_to date,
  constraint working_hours_weekday_exists check (weekday between 1 and 7),
  constraint working_hours_are_within_a_day check (0 <= start_minute and start_minute < end_minute and end_minute <= 1440),
  constraint working_hours_slot_length check (slot_minutes between 1 and 1440),
  constraint working_hours_gap_length check (gap_minutes between 0 and 1440),
  constraint working_hours_do_not_overlap exclude using gist (
    doctor_id with =, weekday with =, int4range(start_minute, end_minute) with &&, daterange(valid_from, valid_to, '[]') with &&)
);

comment on table medbook.working_hours is 'When a doctor works, week by week, in the doctor''s own time zone';
comment on column medbook.working_hours.weekday is '1 is Monday, 7 is Sunday';
comment on column medbook.working_hours.start_minute is 'Minutes after midnight on the wall clock';
comment on column medbook.working_hours.end_minute is 'Minutes after midnight; 1440 is the end of the day';
comment on column medbook.working_hours.gap_minutes is 'Pause after each slot';
comment on column medbook.working_hours.valid_from is 'First day; null: from ever';
comment on column medbook.working_hours.valid_to is 'Last day; null: for ever';

create table medbook.time_off (
  id uuid primary key default gen_random_uuid(),
  doctor_id uuid references medbook.doctors,
  during tstzrange not null,
  reason text,
  created_at timestamptz not null,
  constraint time_off_has_a_beginning_and_an_end check (coalesce(isfinite(lower(during)) and isfinite(upper(during)), false)),
  constraint time_off_reason_length check (length(reason) <= 500)
);

create index time_off_doctor on medbook.time_off (doctor_id);
create index time_off_during on medbook.time_off using gist (during);

comment on table medbook.time_off is 'When nobody is to be booked';
comment on column medbook.time_off.doctor_id is 'Whose leave; null: the whole clinic is closed';

create type medbook.close_cause as enum ('CLOSED', 'TIME_OFF', 'HOURS', 'RETIRED');

alter table medbook.slots
  add column close_cause medbook.close_cause,
  add constraint slots_free_is_not_closing check (close_cause is null or not is_available);

comment on column medbook.slots.close_cause is
'Why it is closed, or will be when its booking ends: by hand, under leave, since the hours changed, or since the doctor
left; null: it is offered, or was closed before causes were kept';

-- Almost free to keep: what begins long before is left out.
create index slots_start_time on medbook.slots using brin (start_time) with (autosummarize = on);

create index slots_closed_by_hand on medbook.slots (doctor_id, start_time) where close_cause = 'CLOSED';
