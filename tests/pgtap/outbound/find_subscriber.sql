begin;
\ir ../names.psql
select plan(4);

\ir ../mail.psql
update test.clock set now = now + interval '1 hour';
select outbound.queue_reminders();
select unsubscribe_token as token from medbook.mails where kind = 'reminder' \gset
select is(outbound.find_subscriber(:'token'), :'ann', 'the token of a reminder leads to its user');
select is(outbound.find_subscriber(:'mail'), null, 'an id of mail leads to nobody');
select is(outbound.find_subscriber(null), null, 'nor does nothing');
update medbook.users set is_active = false where id = :'ann';
select is(outbound.find_subscriber(:'token'), null, 'nor to who was deactivated');

select * from finish();
rollback;
