drop table medbook.mails, medbook.reminder_position, medbook.notification_preferences cascade;
drop index medbook.calendar_start_time;
