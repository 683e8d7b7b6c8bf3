begin;
\ir ../names.psql
select plan(5);

\ir ../mail.psql
update test.clock set now = now + interval '1 hour';
select outbound.queue_reminders();
select unsubscribe_token as token from medbook.mails where kind = 'reminder' \gset
select matches(
  api.get_unsubscribe_page(:'token') ->> 'page', '<form method="post"><button>', 'the page has a button'
);
select is_empty('select from medbook.notification_preferences', 'to look at it changes nothing');
select is(
  api.get_unsubscribe_page(:'nobody'), '{"success": false, "error": "LINK_NOT_FOUND"}', 'another link is unknown'
);
select is(api.get_unsubscribe_page(null) ->> 'error', 'LINK_NOT_FOUND', 'and so is none');
update medbook.users set is_active = false where id = :'ann';
select is(
  api.get_unsubscribe_page(:'token') ->> 'error', 'LINK_NOT_FOUND', 'likewise that of a user who was deactivated'
);

select * from finish();
rollback;
