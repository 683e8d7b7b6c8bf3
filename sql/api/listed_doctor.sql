create or replace view api.listed_doctor as
select d.id, d.name, d.specialization, d.experience_years, d.fee, d.currency, d.time_zone,
       booking.next_available(d.id, clock.now) as next_available_at
  from medbook.doctors d
 cross join core.now() as clock(now)
 where d.is_active;

comment on view api.listed_doctor is 'A doctor who can be booked, with the first free slot';
comment on column api.listed_doctor.id is
'Id of the doctor; the ids of the doctor''s slots and bookings begin with the same 18 characters';
comment on column api.listed_doctor.name is 'Full name';
comment on column api.listed_doctor.specialization is 'Field of medicine';
comment on column api.listed_doctor.experience_years is 'Years of practice';
comment on column api.listed_doctor.fee is 'Price of an appointment in minor units of the currency (cents)';
comment on column api.listed_doctor.currency is 'ISO 4217 code';
comment on column api.listed_doctor.time_zone is 'IANA name of the doctor''s time zone';
comment on column api.listed_doctor.next_available_at is
'When the first free slot starts that can be booked without a kind of visit; null: no such slot is free';
