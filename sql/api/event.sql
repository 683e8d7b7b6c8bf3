create or replace view api.event as
select e.id, outbound.event_type(
         h.from_status, h.to_status, b.rescheduled_to,
         b.waitlist_id is not null and b.rescheduled_from is null) as type, h.at,
       e.booking_id, e.doctor_id, b.slot_id, b.user_id as patient_id, s.start_time,
       coalesce(b.visit_end, s.end_time) as end_time,
       h.from_status, h.to_status as status, h.actor_id,
       case when h.to_status in ('CANCELLED', 'FAILED') then b.ended_by end as ended_by,
       b.rescheduled_from, case when h.to_status = 'CANCELLED' then b.rescheduled_to end as rescheduled_to, h.trace_id
  from medbook.events e
  join medbook.booking_history h using (doctor_id, booking_id, to_status, correction)
  join medbook.bookings b on b.doctor_id = e.doctor_id and b.id = e.booking_id
  join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id;

comment on view api.event is
'A change of a booking, as other systems are told of it. It holds ids, no name and no address';
comment on column api.event.id is 'Number of the event: it rises in the order of the commits, with gaps';
comment on column api.event.type is
'booking.held, offered (held for a patient who waits), confirmed, cancelled, rescheduled (moved: see rescheduled_to),
failed (not confirmed in time), completed, no_show, reinstated (completed or no_show was taken back)';
comment on column api.event.at is 'When it happened, UTC';
comment on column api.event.booking_id is 'The booking';
comment on column api.event.doctor_id is 'The doctor';
comment on column api.event.slot_id is 'The slot';
comment on column api.event.patient_id is 'The patient';
comment on column api.event.start_time is 'When the appointment begins, UTC';
comment on column api.event.end_time is 'When it ends, UTC';
comment on column api.event.from_status is 'The booking''s status before; null: it is new';
comment on column api.event.status is 'The booking''s status after it; it may have changed since';
comment on column api.event.actor_id is 'Who did it: a user; null: a DBA, or the hold lapsed, or the
slot was offered';
comment on column api.event.ended_by is
'Who cancelled it: PATIENT or CLINIC; EXPIRY: not confirmed in time; null: it lives';
comment on column api.event.rescheduled_from is 'The booking that this one replaced when it was moved; null: none';
comment on column api.event.rescheduled_to is 'The booking that replaced this one when it was moved; null: none';
comment on column api.event.trace_id is 'Trace of the HTTP request; null: it came from psql, or from a job';
