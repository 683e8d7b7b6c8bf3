set local role medbook_owner;

create table medbook.notification_preferences (
  user_id uuid primary key references medbook.users,
  confirmed boolean not null default true,
  cancelled boolean not null default true,
  moved boolean not null default true,
  reminders boolean not null default true,
  reminder_minutes medbook.reminder_minutes,
  language text not null default 'en',
  constraint notification_preferences_language check (language in ('en', 'de'))
);

create index notification_preferences_reminder_minutes on medbook.notification_preferences
  using gin (reminder_minutes);

comment on table medbook.notification_preferences is
'Which mail a user wants; without a row: all, as the clinic sends it';
comment on column medbook.notification_preferences.confirmed is
'Whether the user is told of a booking that was confirmed';
comment on column medbook.notification_preferences.cancelled is 'Whether of one that was cancelled';
comment on column medbook.notification_preferences.moved is 'Whether of one that was moved';
comment on column medbook.notification_preferences.reminders is 'Whether the user is reminded of appointments';
comment on column medbook.notification_preferences.reminder_minutes is 'When; null: as the clinic''s settings say';
comment on column medbook.notification_preferences.language is 'In which language the mail is written';

-- No foreign keys: what queues a mail waits for no lock on a user or booking, and a mail is judged when it is sent.
create table medbook.mails (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  user_id uuid not null,
  doctor_id uuid,
  booking_id uuid,
  minutes_before integer,
  unsubscribe_token uuid unique,
  due_at timestamptz not null,
  next_at timestamptz not null,
  claimed_until timestamptz,
  attempts integer not null default 0,
  failures integer not null default 0,
  last_error text,
  sent_at timestamptz,
  refused_at timestamptz,
  constraint mails_once_reminded unique (booking_id, minutes_before),
  constraint mails_kind check (kind in ('confirmed', 'cancelled', 'moved', 'reminder', 'password_reset')),
  constraint mails_booking check (num_nulls(doctor_id, booking_id) = case kind when 'password_reset' then 2 else 0 end),
  constraint mails_reminder check (
    num_nulls(minutes_before, unsubscribe_token) = case kind when 'reminder' then 0 else 2 end),
  constraint mails_have_one_end check (num_nonnulls(sent_at, refused_at) < 2)
);

create index mails_waiting on medbook.mails (next_at) where sent_at is null and refused_at is null;
create index mails_user on medbook.mails (user_id);
create index mails_refused on medbook.mails (refused_at) where refused_at is not null;
create unique index mails_one_waiting_reset on medbook.mails (user_id)
  where kind = 'password_reset' and sent_at is null and refused_at is null;

comment on table medbook.mails is
'The queue of mail. It has ids only: address, name and text are read when a mail is sent. What was sent or refused stays
for 30 days, what waits for 3';
comment on column medbook.mails.kind is
'confirmed, cancelled, moved (the booking is the new one), reminder or password_reset';
comment on column medbook.mails.minutes_before is 'How long before the appointment it reminds; null: it is no reminder';
comment on column medbook.mails.unsubscribe_token is
'Turns the user''s reminders off, and can do nothing else: so it is kept as it is, to be said at every attempt';
comment on column medbook.mails.due_at is 'When it was to be sent';
comment on column medbook.mails.next_at is 'When it is tried next';
comment on column medbook.mails.claimed_until is
'A notifier sends it; if it has not said by then what came of it, another one does';
comment on column medbook.mails.attempts is 'How often it was claimed: what an earlier claim has to say is not heard';
comment on column medbook.mails.failures is 'How often the server put it off';
comment on column medbook.mails.last_error is 'Why the last attempt failed, one word; null: none has';
comment on column medbook.mails.refused_at is 'When the server refused it for good';

create table medbook.reminder_position (
  is_the_only_row boolean primary key default true,
  looked_until timestamptz,
  constraint reminder_position_has_one_row check (is_the_only_row)
);

insert into medbook.reminder_position default values;

comment on table medbook.reminder_position is 'How far reminders were looked for, in one row';
comment on column medbook.reminder_position.looked_until is
'All reminders that were due by then are queued; null: nobody has looked yet';

-- Written when slots open and close, never by a booking.
create index calendar_start_time on medbook.calendar (start_time);
