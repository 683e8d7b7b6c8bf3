begin;
\ir ../names.psql
select plan(6);

\ir ../mail.psql
select is(
  outbound.mail_facts(m),
  jsonb '{"time_zone": "UTC", "doctor_name": "Dr. Dora Day", "doctor_time_zone": "Europe/Berlin",
    "start_time": "2030-01-08T09:00:00+00:00", "end_time": "2030-01-08T09:30:00+00:00", "sequence": 0,
    "moved_from": null, "cancelled_by": null, "reason": null, "minutes_before": null, "unsubscribe_token": null,
    "held_until": null}'
    || jsonb_build_object('booking_id', :'booking', 'uid', :'booking'),
  'an appointment is told with its times and the doctor, no medicine and no price'
) from medbook.mails m;
select api.reschedule_booking(:'ann', :'booking', :'dora_2') #>> '{booking,id}' as moved \gset
update medbook.mails set kind = 'moved', booking_id = :'moved';
select is(
  outbound.mail_facts(m) -> 'moved_from',
  '{"start_time": "2030-01-08T09:00:00+00:00", "end_time": "2030-01-08T09:30:00+00:00"}',
  'a move with the times before'
) from medbook.mails m;
select is(
  array[outbound.mail_facts(m) ->> 'uid', outbound.mail_facts(m) ->> 'sequence'],
  array[:'booking', '1'],
  'in calendars it stays the same appointment'
) from medbook.mails m;
select api.cancel_booking(:'chief', :'moved', 'Flu');
update medbook.mails set kind = 'cancelled';
select is(
  array[f ->> 'cancelled_by', f ->> 'reason', f ->> 'sequence', f ->> 'moved_from'],
  array['clinic', 'Flu', '2', null],
  'a cancellation with who did it, and why'
) from medbook.mails m, outbound.mail_facts(m) f;
update medbook.mails set kind = 'password_reset', booking_id = null, doctor_id = null;
select is(
  (select array_agg(key order by key) from medbook.mails m, jsonb_object_keys(outbound.mail_facts(m)) key),
  '{code,expires_in}',
  'a new password has a code'
);
select is(
  (select array_agg(actor_id) from medbook.audit where action = 'issue password reset'),
  array[:'ann']::uuid[],
  'and the user is who asked for it'
);

select * from finish();
rollback;
