create or replace view api.named_doctor as
select d.id, d.name
  from medbook.doctors d;

comment on view api.named_doctor is 'A doctor, by name';
comment on column api.named_doctor.id is 'Id of the doctor';
comment on column api.named_doctor.name is 'Full name';
