begin;
\ir ../names.psql
select plan(3);

select is(outbound.reminder_lengths('{1440,120}'), '{120,1440}', 'the clinic''s');
insert into medbook.notification_preferences (user_id, reminder_minutes) values (:'ann', '{15,120}'), (:'ben', null);
select is(outbound.reminder_lengths('{1440}'), '{15,120,1440}', 'and the patients''');
select is(outbound.reminder_lengths('{}'), '{15,120}', 'also if the clinic has none');

select * from finish();
rollback;
