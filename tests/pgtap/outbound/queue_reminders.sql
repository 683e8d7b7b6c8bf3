begin;
\ir ../names.psql
select plan(9);

select is((select looked_until from medbook.reminder_position), null, 'nobody has looked');
\ir ../mail.psql
select is((select looked_until from medbook.reminder_position), core.now(), 'the first look begins now');
update test.clock set now = now + interval '59 minutes 59 seconds';
select is(outbound.queue_reminders(), 0, 'a day and a second before nobody is reminded');
update test.clock set now = now + interval '1 second';
select is(outbound.queue_reminders(), 1, 'a day before one is');
select is(outbound.queue_reminders(), 0, 'once');
insert into medbook.notification_preferences (user_id, reminder_minutes) values (:'ann', '{720}');
update test.clock set now = now + interval '12 hours';
select is(outbound.queue_reminders(), 1, 'who chose another time is reminded then');
update test.clock set now = now + interval '10 hours';
select is(outbound.queue_reminders(), 0, 'and not when others are');
update test.clock set now = now - interval '1 hour';
select outbound.queue_reminders();
select is(
  (select looked_until from medbook.reminder_position),
  core.later(core.now(), '1 hour'),
  'the position never goes back'
);
select is((select count(*) from medbook.mails where kind = 'reminder'), 2::bigint, 'two were queued in all');

select * from finish();
rollback;
