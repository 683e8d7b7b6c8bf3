begin;
\ir ../names.psql
select plan(4);

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

select * from finish();
rollback;
