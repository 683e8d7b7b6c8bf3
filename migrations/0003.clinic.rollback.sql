drop table medbook.bookings, medbook.slots, medbook.doctors, medbook.settings cascade;
drop type medbook.booking_status cascade;
drop function medbook.doctor_of cascade;
