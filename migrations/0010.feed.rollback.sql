set local role medbook_owner;

alter table medbook.doctors drop column changed;
