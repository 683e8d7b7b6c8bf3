begin;
\ir ../names.psql
select plan(5);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as booking \gset
update medbook.users set phone = '030 12345' where id = :'ann';
delete from medbook.audit;
select is(
  api.get_patient_booking(:'chief', :'booking') #>> '{booking,patient_phone}',
  '030 12345',
  'a booking tells whom to call'
);
select is(action, 'get a patient''s booking', 'which is recorded') from medbook.audit where subject_id = :'ann';
select is(api.get_patient_booking(:'ann', :'booking') ->> 'error', 'FORBIDDEN', 'for administrators only');
select is(
  api.get_patient_booking(:'chief', :'dora_none') ->> 'error',
  'BOOKING_NOT_FOUND',
  'an unknown one is not found'
);

-- Moves.
update test.clock set now = now + interval '1 second';
select api.confirm_booking(:'ann', :'booking');
update test.clock set now = now + interval '1 second';
select api.reschedule_booking(:'chief', :'booking', :'dora_2') ->> 'created' as moved \gset
update test.clock set now = now + interval '1 second';
select api.reschedule_booking(:'ann', :'moved', :'eve_1') ->> 'created' as moved \gset
update test.clock set now = now + interval '1 second';
select api.cancel_booking(:'chief', :'moved');
select results_eq(
  format($$select change ->> 'type', change ->> 'by', change ->> 'by_name', right(slot_id::text, 1),
                  left(slot_id::text, 8)
             from jsonb_array_elements(api.get_patient_booking(test.chief(), %L) -> 'history')
                  with ordinality as list (change, place)
             join medbook.bookings b on b.id = (change ->> 'booking_id')::uuid order by place$$, :'moved'),
  $$values ('booking.held', 'PATIENT', null, '1', 'd0c00001'), ('booking.confirmed', 'PATIENT', null, '1', 'd0c00001'),
           ('booking.rescheduled', 'CLINIC', 'Chief', '1', 'd0c00001'),
           ('booking.rescheduled', 'PATIENT', null, '2', 'd0c00001'),
           ('booking.cancelled', 'CLINIC', 'Chief', '1', 'd0c00002')$$,
  'its history is that of all bookings that it was, whoever the doctor, and tells a move once'
);

select * from finish();
rollback;
