create or replace view api.slot_state as
select s.id, s.doctor_id, d.specialization, s.start_time, s.end_time,
       case
         when s.closed_at is not null then 'closed'
         when booking.is_free(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, s.start_time,
                             clock.now) then 'free'
         when s.held_until is null then 'booked'
         when s.held_until <= clock.now and s.close_cause is not null then 'closed'
         else 'held'
       end as state, s.service_ids
  from medbook.slots s
  join medbook.doctors d on d.id = s.doctor_id
 cross join core.now() as clock(now);

comment on view api.slot_state is 'The current state of a slot, without its patient';
comment on column api.slot_state.id is 'Id of the slot';
comment on column api.slot_state.doctor_id is 'The doctor';
comment on column api.slot_state.specialization is 'The doctor''s field of medicine';
comment on column api.slot_state.start_time is 'When the appointment begins, UTC';
comment on column api.slot_state.end_time is 'When it ends, UTC';
comment on column api.slot_state.state is 'free (no patient has it), held, booked or closed';
comment on column api.slot_state.service_ids is
'List of the ids of the kinds of visit that it is for; null: anything';
