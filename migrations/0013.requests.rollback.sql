drop index medbook.slots_taken;
drop table medbook.booking_requests cascade;
