drop table medbook.events, medbook.relay cascade;
drop index medbook.booking_history_changed;
drop schema outbound cascade;
