begin;
\ir ../names.psql
select plan(8);

\ir ../mail.psql
update test.clock set now = now + interval '1 hour';
select outbound.queue_reminders();
create temp view reminder as select m as mail from medbook.mails m where minutes_before = 1440;
create function pg_temp.is_timely(p_minutes integer[], p_time text) returns boolean language sql as
  'select outbound.is_timely(mail, p_minutes, p_time::timestamptz) from reminder';
select ok(pg_temp.is_timely(null, '2030-01-07 09:00Z'), 'as the settings say');
select ok(pg_temp.is_timely(null, '2030-01-08 08:59Z'), 'also late');
select ok(not pg_temp.is_timely(null, '2030-01-08 09:00Z'), 'not when the appointment begins');
select ok(pg_temp.is_timely('{1440}', '2030-01-07 09:00Z'), 'as the user says');
select ok(not pg_temp.is_timely('{15,120}', '2030-01-07 09:00Z'), 'not if the user has chosen another time since');
update medbook.settings set reminder_minutes = '{60}';
select ok(not pg_temp.is_timely(null, '2030-01-07 09:00Z'), 'or the clinic');
insert into medbook.mails (
  kind, user_id, doctor_id, booking_id, minutes_before, unsubscribe_token, due_at, next_at)
select 'reminder', user_id, doctor_id, booking_id, 120, gen_random_uuid(), due_at, next_at
  from medbook.mails where minutes_before = 1440;
select ok(not pg_temp.is_timely('{1440,120}', '2030-01-08 08:00Z'), 'not if a later one is queued');
delete from medbook.mails where minutes_before = 120;
select api.cancel_booking(:'ann', :'booking');
select ok(not pg_temp.is_timely('{1440}', '2030-01-07 09:00Z'), 'not for what was cancelled');

select * from finish();
rollback;
