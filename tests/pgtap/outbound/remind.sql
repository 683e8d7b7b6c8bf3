begin;
\ir ../names.psql
select plan(11);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
select api.confirm_booking(:'ann', :'visit_id') as answer \gset

select is(
  outbound.remind(60, '{60}', core.now(), '2030-01-08 08:45Z'),
  1,
  'nobody is reminded of the further slots of a visit'
);
rollback to visits;

\ir ../mail.psql
delete from medbook.mails;
create function pg_temp.remind(p_minutes integer, p_clinic integer[]) returns integer language sql as $$
  delete from medbook.mails;
  select outbound.remind(p_minutes, p_clinic, core.now(), core.now() + interval '1 hour')
$$;
select is(pg_temp.remind(1440, '{1440}'), 1, 'what begins a day after the hour is reminded of');
select results_eq(
  'select kind, user_id, booking_id, minutes_before, due_at, unsubscribe_token is null from medbook.mails',
  format('select %L, %L::uuid, %L::uuid, 1440, timestamptz %L, false', 'reminder', :'ann', :'booking',
    '2030-01-07 09:00Z'),
  'once'
);
select is(outbound.remind(1440, '{1440}', core.now(), core.now() + interval '1 hour'), 0, 'and not again');
select is(pg_temp.remind(720, '{720}'), 0, 'what begins later is not');
select is(pg_temp.remind(1440, '{120}'), 0, 'nor if nobody wants it so long before');
insert into medbook.notification_preferences (user_id, reminder_minutes) values (:'ann', '{1440}');
select is(pg_temp.remind(1440, '{120}'), 1, 'the patient may');
update medbook.notification_preferences set reminders = false;
select is(pg_temp.remind(1440, '{120}'), 0, 'unless reminders are off');
delete from medbook.notification_preferences;
update medbook.bookings set confirmed_at = timestamptz '2030-01-07 08:50:00.000001Z';
select is(pg_temp.remind(1440, '{1440}'), 0, 'what was just confirmed needs none');
update medbook.bookings set confirmed_at = timestamptz '2030-01-07 08:50Z';
select is(pg_temp.remind(1440, '{1440}'), 1, 'ten minutes before it does');
select api.cancel_booking(:'ann', :'booking');
select is(pg_temp.remind(1440, '{1440}'), 0, 'what was cancelled does not');

select * from finish();
rollback;
