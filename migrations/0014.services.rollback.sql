alter table medbook.bookings drop column service_id, drop column service_name, drop column visit_end,
  drop column part_of;
alter table medbook.slots drop column service_ids;
alter table medbook.working_hours drop column service_ids;
drop table medbook.services cascade;
drop type medbook.service_access;
