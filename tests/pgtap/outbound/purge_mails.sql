begin;
\ir ../names.psql
select plan(5);

\ir ../mail.psql
update test.clock set now = now + interval '3 days';
select is(outbound.purge_mails(), 0, 'what waits stays for three days');
update test.clock set now = now + interval '1 second';
update medbook.mails set sent_at = core.now();
select is(outbound.purge_mails(), 0, 'what was sent stays longer');
update medbook.mails set sent_at = null, refused_at = core.now();
select is(outbound.purge_mails(), 0, 'and so does what was refused');
update test.clock set now = now + interval '27 days';
select is(outbound.purge_mails(), 1, 'for 30 days');
insert into medbook.mails (kind, user_id, due_at, next_at)
values ('password_reset', :'ann', core.now() - interval '3 days 1 second', core.now());
select is(outbound.purge_mails(), 1, 'what waits longer than three days is deleted');

select * from finish();
rollback;
