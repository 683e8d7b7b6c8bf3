create or replace view api.working_hours as
select h.doctor_id, h.weekday, calendar.clock_text(h.start_minute) as start,
       calendar.clock_text(h.end_minute - case when h.end_minute > 1440 then 1440 else 0 end) as "end",
       h.slot_minutes, h.gap_minutes, h.valid_from, h.valid_to, h.service_ids
  from medbook.working_hours h;

comment on view api.working_hours is
'A doctor''s hours on one day of the week, on the wall clock of the doctor''s time zone';
comment on column api.working_hours.doctor_id is 'The doctor';
comment on column api.working_hours.weekday is 'The day on which they begin: 1 is Monday, 7 is Sunday';
comment on column api.working_hours.start is 'Such as 09:00';
comment on column api.working_hours."end" is
'Such as 17:00; 24:00 is the end of the day; before start: on the next day';
comment on column api.working_hours.slot_minutes is 'Length of a slot';
comment on column api.working_hours.gap_minutes is 'Pause after each slot';
comment on column api.working_hours.valid_from is 'First day on which they begin; null: no first day';
comment on column api.working_hours.valid_to is 'Last day on which they begin; null: no last day';
comment on column api.working_hours.service_ids is
'List of the ids of the kinds of visit that their slots are for; null: anything';
