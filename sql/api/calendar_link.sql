create or replace view api.calendar_link as
select l.doctor_id, l.user_id as made_by, l.created_at
  from medbook.calendar_links l
  join medbook.users u on u.id = l.user_id
 where u.is_active and (l.doctor_id is null or u.role = 'ADMIN');

comment on view api.calendar_link is 'A secret address at which a calendar reads appointments';
comment on column api.calendar_link.doctor_id is
'Whose appointments it shows; null: those of the user who made it, as a patient';
comment on column api.calendar_link.made_by is 'The user who made it';
comment on column api.calendar_link.created_at is 'When it was made or renewed';
