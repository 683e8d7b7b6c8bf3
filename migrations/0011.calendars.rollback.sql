drop table medbook.calendar_links cascade;
