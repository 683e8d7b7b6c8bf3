drop table medbook.booking_history, medbook.audit cascade;
