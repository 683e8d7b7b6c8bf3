begin;
\ir ../names.psql
select plan(13);

select is(api.list_events(:'ann') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(api.list_events(:'chief', p_limit => 0) ->> 'error', 'INVALID_INPUT', 'a page has at least one event');
select is(
  api.list_events(:'chief') - 'success',
  jsonb '{"events": [], "next_cursor": 0}',
  'without events there is a cursor to ask again with'
);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as booking \gset
-- Own changes are not committed; this seems to be.
update medbook.relay set next_xid = '5', running = '{}';
update medbook.booking_history set changed = '5';
select api.list_events(:'chief', 0) as answer \gset
select is(
  :'answer'::jsonb #> '{events,0}',
  jsonb_build_object('id', 1, 'type', 'booking.held', 'at', core.now(), 'booking_id', :'booking', 'doctor_id', :'dora',
    'slot_id', :'dora_1', 'patient_id', :'ann', 'start_time', '2030-01-08T09:00:00+00:00',
    'end_time', '2030-01-08T09:30:00+00:00', 'from_status', null, 'status', 'PENDING', 'actor_id', :'ann',
    'ended_by', null, 'rescheduled_from', null, 'rescheduled_to', null, 'trace_id', null),
  'an event tells what, when, and of which booking'
);
select is(:'answer'::jsonb -> 'next_cursor', jsonb '1', 'the next page begins after it');
select is(api.list_events(:'chief', 1) -> 'events', jsonb '[]', 'where nothing is yet');
select is(api.list_events(:'chief', 1) -> 'next_cursor', jsonb '1', 'and the cursor stays');

select api.cancel_booking(:'ann', :'booking');
update medbook.booking_history set changed = '9' where to_status = 'CANCELLED';
update medbook.relay set next_xid = '9', running = '{}';
select is(api.list_events(:'chief', 1) #>> '{events,0,type}', 'booking.cancelled', 'until something happens');
select is(api.list_events(:'chief') #>> '{events,0,type}', 'booking.held', 'without a cursor the oldest comes first');
select is(jsonb_array_length(api.list_events(:'chief', p_limit => 1) -> 'events'), 1, 'a page ends');

select is(
  api.list_events(:'chief', 3) #>> '{errors,0,pointer}',
  '#/after',
  'a cursor that was never given is refused'
);
delete from medbook.events where id = 1;
select is(api.list_events(:'chief', 0) ->> 'error', 'EVENTS_GONE', 'one whose events are deleted is told so');
select is(api.list_events(:'chief', 1) #>> '{events,0,id}', '2', 'the one after the last deleted goes on');

select * from finish();
rollback;
