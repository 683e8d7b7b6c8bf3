create or replace view api.specialization as
select mode() within group (order by d.specialization) as name, count(*)::integer as doctors
  from medbook.doctors d
 where d.is_active
 group by medbook.comparable(d.specialization);

comment on view api.specialization is 'A field of medicine that active doctors practise';
comment on column api.specialization.name is 'The name, as most of its doctors'' data have it';
comment on column api.specialization.doctors is 'How many active doctors practise it';
