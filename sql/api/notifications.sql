create or replace view api.notifications as
select u.id as user_id, coalesce(n.confirmed, true) as confirmed, coalesce(n.cancelled, true) as cancelled,
       coalesce(n.moved, true) as moved, coalesce(n.reminders, true) as reminders,
       to_jsonb(coalesce(n.reminder_minutes, s.reminder_minutes)) as reminder_minutes,
       n.reminder_minutes is null as is_reminded_as_usual, coalesce(n.language, 'en') as language
  from medbook.users u
 cross join medbook.settings s
  left join medbook.notification_preferences n on n.user_id = u.id;

comment on view api.notifications is 'Which mail a user gets';
comment on column api.notifications.user_id is 'The user';
comment on column api.notifications.confirmed is 'Whether of a booking that was confirmed';
comment on column api.notifications.cancelled is 'Whether of one that was cancelled';
comment on column api.notifications.moved is 'Whether of one that was moved';
comment on column api.notifications.reminders is 'Whether the user is reminded of appointments';
comment on column api.notifications.reminder_minutes is
'List of how many minutes before an appointment, such as [1440, 120]';
comment on column api.notifications.is_reminded_as_usual is
'Whether that is the clinic''s choice: it changes with the settings';
comment on column api.notifications.language is 'Language of the mail: en or de';
