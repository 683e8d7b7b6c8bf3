begin;
\ir ../names.psql
select plan(12);

select is(
  api.update_notifications(:'gone', p_moved => false) ->> 'error', 'FORBIDDEN', 'a deactivated user changes nothing'
);
select is(
  api.update_notifications(:'ann', p_language => 'fr') -> 'errors',
  '[{"pointer": "#/language", "detail": "must be en or de"}]',
  'a language that nobody writes is refused'
);
select is(
  api.update_notifications(:'ann', p_reminder_minutes => '[7]') #>> '{errors,0,pointer}',
  '#/reminder_minutes',
  'and so are other minutes'
);
select is_empty('select from medbook.notification_preferences', 'refusals change nothing');
select is(
  api.update_notifications(:'ann'), api.get_notifications(:'ann'), 'nothing to change is no fault'
);
select is(
  api.update_notifications(:'ann', false, false, false, false, '[15, 60, 15]', 'de') -> 'notifications',
  jsonb '{"confirmed": false, "cancelled": false, "moved": false, "reminders": false, "reminder_minutes": [60, 15],
    "is_reminded_as_usual": false, "language": "de"}' || jsonb_build_object('user_id', :'ann'),
  'everything can be changed'
);
select is(
  api.update_notifications(:'ann', p_moved => true) -> 'notifications',
  jsonb '{"confirmed": false, "cancelled": false, "moved": true, "reminders": false, "reminder_minutes": [60, 15],
    "is_reminded_as_usual": false, "language": "de"}' || jsonb_build_object('user_id', :'ann'),
  'what is not given stays'
);
select is(
  api.update_notifications(:'ann', p_reminder_minutes => '[]') #> '{notifications,is_reminded_as_usual}',
  'true',
  'an empty list is the clinic''s choice again'
);
update medbook.settings set reminder_minutes = '{30}';
select is(
  api.get_notifications(:'ann') #> '{notifications,reminder_minutes}', '[30]', 'which changes with the settings'
);
select is(
  (select count(*) from medbook.notification_preferences), 1::bigint, 'nobody else''s are changed'
);
select is(:audited -> 0 ->> 'action', 'update notifications', 'it is recorded');
select is(:audited -> 0 ->> 'actor_id', :'ann', 'as the caller''s');

select * from finish();
rollback;
