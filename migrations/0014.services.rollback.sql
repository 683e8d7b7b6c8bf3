alter table medbook.bookings drop column service_id cascade, drop column service_name cascade,
  drop column visit_end cascade,
  drop column part_of cascade;
alter table medbook.slots drop column service_ids cascade;
alter table medbook.working_hours drop column service_ids cascade;
drop table medbook.services cascade;
drop function medbook.longest_visit cascade;
drop type medbook.service_access cascade;
