begin;
\ir ../names.psql
select plan(6);

select is(api.get_doctor(:'dora'),
  '{"success": true, "doctor": {"id": "d0c00001-0000-8000-8000-000000000000", "name": "Dr. Dora Day",
    "specialization": "Cardiology", "experience_years": 10, "fee": 9000, "currency": "EUR",
    "time_zone": "Europe/Berlin"}}',
  'a doctor is shown');
select is(
  api.get_doctor(:'no_doctor'),
  '{"success": false, "error": "DOCTOR_NOT_FOUND"}',
  'an unknown doctor is not found'
);
select is(api.get_doctor(:'fay') ->> 'error', 'DOCTOR_NOT_FOUND', 'a retired doctor is not found');
select is(api.get_doctor(:'dora_1') ->> 'error', 'DOCTOR_NOT_FOUND', 'a slot''s id is not a doctor''s');
select is(api.get_doctor(null) ->> 'error', 'DOCTOR_NOT_FOUND', 'no doctor is not found');
update medbook.doctors set is_active = false where id = :'dora';
select is(api.get_doctor(:'dora') ->> 'error', 'DOCTOR_NOT_FOUND', 'a doctor is not found from the deactivation on');

select * from finish();
rollback;
