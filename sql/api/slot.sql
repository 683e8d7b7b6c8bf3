create or replace view api.slot as
select s.id, s.doctor_id, s.start_time, s.end_time,
       booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.service_ids[1],
                       s.start_time, r.is_active, r.min_notice, r.booking_horizon, clock.now) as is_available,
       s.service_ids
  from medbook.slots s
  join booking.rules() r on r.doctor_id = s.doctor_id
 cross join core.now() as clock(now);

comment on view api.slot is 'A time for an appointment with a doctor';
comment on column api.slot.id is 'Id of the slot';
comment on column api.slot.doctor_id is 'The doctor';
comment on column api.slot.start_time is 'When the appointment begins, UTC';
comment on column api.slot.end_time is 'When it ends, UTC';
comment on column api.slot.is_available is 'Whether it can be booked now, as what it is for';
comment on column api.slot.service_ids is
'List of the ids of the kinds of visit that it is for: it is booked as one of them; null: anything';
