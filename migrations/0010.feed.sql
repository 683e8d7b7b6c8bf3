set local role medbook_owner;

alter table medbook.doctors add column changed xid8 not null default pg_current_xact_id();

create index doctors_changed on medbook.doctors (changed);

comment on column medbook.doctors.changed is
'The transaction that last changed what patients see of the doctor; every UPDATE of that sets it: changed = default';
