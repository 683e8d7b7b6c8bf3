create or replace view api.user as
select u.id, u.email::text, u.name, u.phone, u.role, u.time_zone, u.created_at
  from medbook.users u
 where u.is_active;

comment on view api.user is 'An active account, as its owner sees it';
comment on column api.user.id is 'Id of the account';
comment on column api.user.email is 'E-mail address; upper and lower case do not matter; null: none';
comment on column api.user.name is 'Full name';
comment on column api.user.phone is 'Telephone; null: none';
comment on column api.user.role is 'USER: a patient; ADMIN: an administrator';
comment on column api.user.time_zone is 'IANA name of the time zone to show times in';
comment on column api.user.created_at is 'When it was registered';
