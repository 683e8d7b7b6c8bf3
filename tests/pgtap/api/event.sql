begin;
\ir ../names.psql
select plan(8);

select columns_are(
  'api',
  'event',
  array['id', 'type', 'at', 'booking_id', 'doctor_id', 'slot_id', 'patient_id', 'start_time', 'end_time',
        'from_status', 'status', 'actor_id', 'ended_by', 'rescheduled_from', 'rescheduled_to', 'trace_id'],
  'an event has the members that the documentation names, and neither names nor addresses'
);
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as old \gset
select set_config('medbook.trace_id', 'a1', true);
update test.clock set now = now + interval '1 second';
select api.reschedule_booking(:'ann', :'old', :'dora_2') #>> '{booking,id}' as new \gset
update test.clock set now = now + interval '1 second';
select api.cancel_booking(:'chief', :'new');
select outbound.relay();

select results_eq(
  $$select status::text from api.event order by id$$,
  array['PENDING', 'PENDING', 'CANCELLED', 'CANCELLED'],
  'each change has its own status, whatever the booking''s is now'
);
select results_eq(
  $$select type, ended_by::text from api.event order by id$$,
  $$values ('booking.held', null), ('booking.held', null), ('booking.rescheduled', 'PATIENT'),
           ('booking.cancelled', 'CLINIC')$$,
  'who ended a booking is told when it ends'
);
select is(rescheduled_to, :'new', 'a move names the new booking') from api.event where type = 'booking.rescheduled';
select is(rescheduled_from, :'old', 'and the new booking the old one') from api.event where id = 2;
select is(rescheduled_to, null, 'which its beginning did not know') from api.event where id = 1;
select is(trace_id, 'a1', 'the request''s trace is known') from api.event where id = 2;
select is(trace_id, null, 'if there was one') from api.event where id = 1;

select * from finish();
rollback;
