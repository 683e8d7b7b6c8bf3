drop table medbook.working_hours, medbook.time_off cascade;
