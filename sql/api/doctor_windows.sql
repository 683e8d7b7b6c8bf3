create or replace view api.doctor_windows as
select d.id as doctor_id, d.min_notice::text as min_notice, d.booking_horizon::text as booking_horizon,
       d.cancel_cutoff::text as cancel_cutoff, d.reschedule_cutoff::text as reschedule_cutoff
  from medbook.doctors d
 where d.is_active;

comment on view api.doctor_windows is
'When patients may book with a doctor, cancel and move, where that differs from the clinic''s settings; in answers the
durations are those of ISO 8601, such as PT2H or P90D';
comment on column api.doctor_windows.doctor_id is 'The doctor';
comment on column api.doctor_windows.min_notice is
'Shortest time between a booking and the start of its slot, such as PT2H; null: the clinic''s';
comment on column api.doctor_windows.booking_horizon is
'Longest time between a booking and the start of its slot, such as P90D; null: the clinic''s';
comment on column api.doctor_windows.cancel_cutoff is
'Shortest time between a cancellation and the start of the slot, such as P1D; null: the clinic''s';
comment on column api.doctor_windows.reschedule_cutoff is
'Shortest time between a move and the start of the old slot, such as P1D; null: the clinic''s';
