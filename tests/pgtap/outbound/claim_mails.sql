begin;
\ir ../names.psql
select plan(11);

\ir ../mail.psql
select is_empty('select outbound.claim_mails(0)', 'no more is given than is asked for');
create temp table claimed as select * from outbound.claim_mails(9);
select results_eq(
  'select id, attempt, kind, language, address from claimed',
  format('select %L::uuid, 1, %L, %L, %L', :'mail', 'confirmed', 'en', 'ann@example.com'),
  'the mail is given, with the address of now'
);
select is(
  (select facts from claimed),
  (select outbound.mail_facts(m) || '{"name": "Ann"}' from medbook.mails m),
  'and what it says'
);
select is_empty('select outbound.claim_mails(9)', 'to one notifier');
update test.clock set now = now + interval '1 minute 59 seconds';
select is_empty('select outbound.claim_mails(9)', 'for two minutes');
update test.clock set now = now + interval '1 second';
insert into medbook.notification_preferences (user_id, language) values (:'ann', 'de');
select results_eq('select attempt, language from outbound.claim_mails(9)', $$values (2, 'de')$$, 'then again');
update test.clock set now = now + interval '2 minutes';
update medbook.mails set next_at = core.later(core.now(), '1 second');
select is_empty('select outbound.claim_mails(9)', 'not before it is due');
update medbook.mails set next_at = core.now(), sent_at = core.now();
select is_empty('select outbound.claim_mails(9)', 'not after it was sent');
update medbook.mails set sent_at = null, refused_at = core.now();
select is_empty('select outbound.claim_mails(9)', 'or refused');
update medbook.mails set refused_at = null;
update medbook.notification_preferences set confirmed = false;
select account.request_reset('ben@example.com');
select results_eq(
  'select kind, address from outbound.claim_mails(1)',
  $$values ('password_reset', 'ben@example.com')$$,
  'what may not be sent any more makes room for others'
);
select is((select array_agg(kind) from medbook.mails), '{password_reset}', 'and is deleted');

select * from finish();
rollback;
