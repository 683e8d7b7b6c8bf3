create or replace view api.booking_change as
select h.booking_id, h.doctor_id, h.at,
       outbound.event_type(
         h.from_status, h.to_status, b.rescheduled_to,
         b.waitlist_id is not null and b.rescheduled_from is null) as type,
       h.from_status, h.to_status as status, s.start_time,
       case when h.actor_id = b.user_id then 'PATIENT'
            when h.actor_id is null and h.to_status = 'FAILED' then 'EXPIRY'
            when h.actor_id is null and h.from_status is null and b.waitlist_id is not null then 'OFFER'
            else 'CLINIC' end as by,
       case when h.actor_id <> b.user_id then u.name end as by_name
  from medbook.booking_history h
  join medbook.bookings b on b.doctor_id = h.doctor_id and b.id = h.booking_id
  join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
  left join medbook.users u on u.id = h.actor_id
 where b.rescheduled_from is null or h.at <> b.created_at
 union all
select b.id, b.doctor_id, b.expires_at, 'booking.failed', b.status, 'FAILED', s.start_time, 'EXPIRY', null
  from medbook.bookings b
  join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
 where b.part_of is null and b.status = 'PENDING' and b.expires_at <= core.now();

comment on view api.booking_change is
'A change of a booking, as administrators see it: with who made it. A move is told once, by the booking that was left';
comment on column api.booking_change.booking_id is 'The booking, or one that it replaced when it was moved';
comment on column api.booking_change.doctor_id is 'The doctor';
comment on column api.booking_change.at is 'When it happened, UTC';
comment on column api.booking_change.type is
'booking.held, offered (held for a patient who waits), confirmed, cancelled, rescheduled (moved to another time), failed
(not confirmed in time), completed, no_show, reinstated (completed or no_show was taken back)';
comment on column api.booking_change.from_status is 'The booking''s status before; null: it is new';
comment on column api.booking_change.status is 'The booking''s status after it';
comment on column api.booking_change.start_time is 'When the appointment was to begin then, UTC';
comment on column api.booking_change.by is
'Who made it: PATIENT; CLINIC: an administrator; EXPIRY: nobody, it was not confirmed in time; OFFER: nobody, the slot
became free while the patient waited';
comment on column api.booking_change.by_name is 'The administrator''s full name; null: no administrator, or a DBA';
