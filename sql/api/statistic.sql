create or replace view api.statistic as
select * from health.statistics('-infinity', 'infinity');

comment on view api.statistic is 'How many of a doctor''s slots on one day were booked, cancelled and so on';
comment on column api.statistic.day is 'Day of the doctor''s own calendar';
comment on column api.statistic.doctor_id is 'The doctor; null: all doctors together';
comment on column api.statistic.opened is 'Slots that were offered';
comment on column api.statistic.booked is 'Slots with a confirmed appointment, also past ones';
comment on column api.statistic.cancelled is 'Bookings that were cancelled';
comment on column api.statistic.lapsed is 'Bookings that were not confirmed in time';
comment on column api.statistic.no_shows is 'Appointments that the patient missed';
comment on column api.statistic.utilisation is 'Booked slots in percent of the opened ones';
comment on column api.statistic.lead_hours is
'Hours from a booking, or its last move, to its appointment, on average; null: nothing was booked';
