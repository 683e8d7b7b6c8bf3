set local role medbook_owner;

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
  constraint working_hours_begin_within_a_day check (start_minute between 0 and 1439),
  constraint working_hours_last_a_day_at_most check (end_minute - start_minute between 1 and 1440),
  constraint working_hours_slot_length check (slot_minutes between 1 and 1440),
  constraint working_hours_gap_length check (gap_minutes between 0 and 1440),
  constraint working_hours_do_not_overlap exclude using gist (
    doctor_id with =, weekday with =,
    int4range(start_minute, end_minute) with &&, daterange(valid_from, valid_to, '[]') with &&)
);

-- No column of it is a key: the dates can be null. No two rows are alike, for hours do not overlap.
alter table medbook.working_hours replica identity full;

comment on table medbook.working_hours is 'When a doctor works, week by week, in the doctor''s own time zone';
comment on column medbook.working_hours.weekday is 'The day on which they begin: 1 is Monday, 7 is Sunday';
comment on column medbook.working_hours.start_minute is 'Minutes after midnight on the wall clock';
comment on column medbook.working_hours.end_minute is
'Minutes after the same midnight; 1440 is the end of the day, more is on the next one';
comment on column medbook.working_hours.slot_minutes is 'Length of a slot';
comment on column medbook.working_hours.gap_minutes is 'Pause after each slot';
comment on column medbook.working_hours.valid_from is 'First day on which they begin; null: no first day';
comment on column medbook.working_hours.valid_to is 'Last day on which they begin; null: no last day';

create table medbook.time_off (
  id uuid primary key default gen_random_uuid(),
  doctor_id uuid references medbook.doctors,
  during tstzrange,
  days daterange,
  reason text,
  created_at timestamptz not null,
  constraint time_off_is_in_time_or_in_days check (num_nonnulls(during, days) = 1),
  constraint time_off_has_a_beginning_and_an_end check (
    case when days is null then coalesce(isfinite(lower(during)) and isfinite(upper(during)), false)
         else coalesce(isfinite(lower(days)) and isfinite(upper(days)), false) end),
  constraint time_off_reason_length check (length(reason) <= 500)
);

create index time_off_doctor on medbook.time_off (doctor_id);
create index time_off_during on medbook.time_off using gist (during);

comment on table medbook.time_off is 'Times in which no slot is offered';
comment on column medbook.time_off.doctor_id is 'The doctor; null: the whole clinic is closed';
comment on column medbook.time_off.during is 'The time; null: whole days';
comment on column medbook.time_off.days is 'Days of each doctor''s own calendar; null: a time';
