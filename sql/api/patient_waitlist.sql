create or replace view api.patient_waitlist as
select v.*, d.name as doctor_name, s.name as service_name, u.name as patient_name, u.email::text as patient_email,
       u.phone as patient_phone
  from api.waitlist v
  join medbook.users u on u.id = v.patient_id
  left join medbook.doctors d on d.id = v.doctor_id
  left join medbook.services s on s.id = v.service_id;

comment on view api.patient_waitlist is
'A wish of a patient who waits for a slot, as administrators see it: with whom to call';
comment on column api.patient_waitlist.id is 'Id of the wish';
comment on column api.patient_waitlist.patient_id is 'The patient';
comment on column api.patient_waitlist.doctor_id is 'With whom; null: with any doctor of the specialization';
comment on column api.patient_waitlist.specialization is
'The field of medicine; of a wish for any doctor of it, in lower case';
comment on column api.patient_waitlist.service_id is 'The kind of visit; null: none is named';
comment on column api.patient_waitlist."from" is 'No slot that starts before, UTC; null: any';
comment on column api.patient_waitlist."to" is 'No slot that starts then or later, UTC: the waiting ends; null: any';
comment on column api.patient_waitlist.weekdays is
'List of days of the doctor''s calendar, 1 is Monday, such as [1, 2]; null: any';
comment on column api.patient_waitlist.earliest is
'Time of day by the doctor''s clock before which no slot starts, such as 09:00; null: any';
comment on column api.patient_waitlist.latest is
'Time of day at or after which no slot starts, such as 17:00; null: any';
comment on column api.patient_waitlist.priority is
'From -100 to 100: who has a higher one is offered a slot before others';
comment on column api.patient_waitlist.position is
'Place among those who wait for the same doctor, or specialization, and the same kind of visit: 1 is the first';
comment on column api.patient_waitlist.created_at is 'Since when the patient waits';
comment on column api.patient_waitlist.booking_id is
'The booking that is held for the patient now: confirm it, or cancel it to decline; null: nothing is offered';
comment on column api.patient_waitlist.doctor_name is 'The doctor''s full name; null: any doctor of the specialization';
comment on column api.patient_waitlist.service_name is 'The name of the kind of visit; null: none is named';
comment on column api.patient_waitlist.patient_name is 'The patient''s full name';
comment on column api.patient_waitlist.patient_email is 'The patient''s e-mail address; null: none';
comment on column api.patient_waitlist.patient_phone is 'The patient''s telephone; null: none';
