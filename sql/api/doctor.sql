create or replace view api.doctor as
select d.id, d.name, d.specialization, d.experience_years, d.fee, d.currency, d.time_zone
  from medbook.doctors d
 where d.is_active;

comment on view api.doctor is 'A doctor who can be booked';
comment on column api.doctor.id is
'Id of the doctor; the ids of the doctor''s slots and bookings begin with the same 18 characters';
comment on column api.doctor.name is 'Full name';
comment on column api.doctor.specialization is 'Field of medicine';
comment on column api.doctor.experience_years is 'Years of practice';
comment on column api.doctor.fee is 'Price of an appointment in minor units of the currency (cents)';
comment on column api.doctor.currency is 'ISO 4217 code';
comment on column api.doctor.time_zone is 'IANA name of the doctor''s time zone';
