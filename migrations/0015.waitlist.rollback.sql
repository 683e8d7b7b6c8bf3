alter table medbook.settings drop column offer_duration;
alter table medbook.slots drop column is_awaited;
alter table medbook.bookings drop column waitlist_id;
drop table medbook.waitlist cascade;
