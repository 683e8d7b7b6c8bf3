begin;
\ir ../names.psql
select plan(3);

select columns_are(
  'api', 'notifications',
  array['user_id', 'confirmed', 'cancelled', 'moved', 'reminders', 'reminder_minutes', 'is_reminded_as_usual',
    'language']
);
select is(
  to_jsonb(n),
  jsonb '{"confirmed": true, "cancelled": true, "moved": true, "reminders": true, "reminder_minutes": [1440, 120],
    "is_reminded_as_usual": true, "language": "en"}' || jsonb_build_object('user_id', :'ann'),
  'who chose nothing gets all'
) from api.notifications n where user_id = :'ann';
insert into medbook.notification_preferences values (:'ann', false, false, false, false, '{15}', 'de');
select is(
  to_jsonb(n),
  jsonb '{"confirmed": false, "cancelled": false, "moved": false, "reminders": false, "reminder_minutes": [15],
    "is_reminded_as_usual": false, "language": "de"}' || jsonb_build_object('user_id', :'ann'),
  'who chose gets that'
) from api.notifications n where user_id = :'ann';

select * from finish();
rollback;
