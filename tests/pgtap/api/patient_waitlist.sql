begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(3);

update medbook.users set phone = '030 123456' where id = :'ann';
update medbook.waitlist set service_id = :'hour' where id = :'ben_waits';
select is(
  array[patient_name, patient_email, patient_phone, doctor_name, service_name],
  '{Ann,ann@example.com,030 123456,Dr. Dora Day,null}',
  'a wish is shown with whom to call, and with whom it is for'
) from api.patient_waitlist where id = :'ann_waits';
select is(
  array[patient_name, doctor_name, service_name],
  '{Ben,null,Hour}',
  'or for what'
) from api.patient_waitlist where id = :'ben_waits';
select is(
  to_jsonb(p) - '{doctor_name,service_name,patient_name,patient_email,patient_phone}'::text[],
  to_jsonb(w),
  'the rest is as the patient sees it'
) from api.patient_waitlist p join api.waitlist w using (id) where id = :'ann_waits';

select * from finish();
rollback;
