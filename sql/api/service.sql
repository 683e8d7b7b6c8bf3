create or replace view api.service as
select s.id, s.name, s.description, s.minutes, s.fee, s.currency, s.bookable_by, s.is_active
  from medbook.services s;

comment on view api.service is 'A kind of visit';
comment on column api.service.id is 'Id of the kind of visit';
comment on column api.service.name is 'Its name';
comment on column api.service.description is 'What patients are told of it; null: nothing';
comment on column api.service.minutes is
'How long a visit takes: as many adjacent slots as have this time together are booked';
comment on column api.service.fee is 'Price in minor units of the currency; null: each doctor''s own';
comment on column api.service.currency is 'ISO 4217 code; null: each doctor''s own';
comment on column api.service.bookable_by is
'EVERYBODY; KNOWN_PATIENTS: who has been at that doctor''s before; ADMINISTRATORS: they alone, for a patient';
comment on column api.service.is_active is 'Whether it can be booked';
