drop table medbook.bookings, medbook.slots, medbook.calendar, medbook.doctors, medbook.settings cascade;
drop type medbook.booking_end, medbook.booking_status, medbook.close_cause, medbook.reminder_minutes cascade;
drop function medbook.doctor_of, medbook.comparable, medbook.person_text, medbook.search_text cascade;
