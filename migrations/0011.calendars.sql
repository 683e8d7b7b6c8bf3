set local role medbook_owner;

create table medbook.calendar_links (
  token_hash bytea primary key,
  user_id uuid not null references medbook.users,
  doctor_id uuid unique references medbook.doctors,
  created_at timestamptz not null,
  constraint calendar_links_token_is_hashed check (octet_length(token_hash) = 32)
);

create index calendar_links_user on medbook.calendar_links (user_id);
create unique index calendar_links_one_of_a_patient on medbook.calendar_links (user_id) where doctor_id is null;

comment on table medbook.calendar_links is
'Secret addresses at which calendars read appointments: one of each user, and one of each doctor';
comment on column medbook.calendar_links.token_hash is 'SHA-256 of the token; the token itself is never stored';
comment on column medbook.calendar_links.user_id is 'Who made it';
comment on column medbook.calendar_links.doctor_id is
'Whose appointments it shows; null: those of the user, as a patient';
