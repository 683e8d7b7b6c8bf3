-- Working hours, after people.sql: quarters of an hour, eight hours a day from Monday to Friday. Up to the booking
-- horizon
-- these are 65 days and 2080 slots of each doctor, less what of today is past.

insert into medbook.working_hours (doctor_id, weekday, start_minute, end_minute, slot_minutes)
select d.id, weekday, 8 * 60, 16 * 60, 15 from medbook.doctors d cross join generate_series(1, 5) weekday;
