begin;
\ir ../names.psql
select plan(8);

\ir ../mail.psql
update test.clock set now = now + interval '1 hour';
select outbound.queue_reminders();
select unsubscribe_token as token from medbook.mails where kind = 'reminder' \gset
select is(api.unsubscribe(:'nobody'), '{"success": false, "error": "LINK_NOT_FOUND"}', 'another link is unknown');
select is(api.unsubscribe(null) ->> 'error', 'LINK_NOT_FOUND', 'and so is none');
select is_empty('select from medbook.notification_preferences', 'refusals change nothing');
select matches(api.unsubscribe(:'token') ->> 'page', 'no more reminders', 'the page says that it is done');
select results_eq(
  'select user_id, confirmed, cancelled, moved, reminders from medbook.notification_preferences',
  format('select %L::uuid, true, true, true, false', :'ann'),
  'reminders are off, and nothing else'
);
select is(api.unsubscribe(:'token') -> 'success', 'true', 'again it succeeds');
select is(
  (select count(*) from medbook.audit where action = 'unsubscribe' and actor_id = :'ann'),
  1::bigint,
  'it is recorded once'
);
update medbook.users set is_active = false where id = :'ann';
select is(api.unsubscribe(:'token') ->> 'error', 'LINK_NOT_FOUND', 'not for a user who was deactivated');

select * from finish();
rollback;
