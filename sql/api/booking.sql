create or replace view api.booking as
select b.id, b.slot_id, b.doctor_id, d.name as doctor_name, d.specialization,
       booking.status_at(b.status, b.expires_at, clock.now) as status,
       s.start_time, coalesce(b.visit_end, s.end_time) as end_time, b.expires_at,
       case when b.status = 'PENDING' and b.expires_at > clock.now
            then ceil(extract(epoch from b.expires_at - clock.now))::integer end as expires_in,
       case when b.status = 'PENDING' and b.expires_at > clock.now
            then booking.extendable_until(b.expires_at, b.created_at, rule.max_hold) end as extendable_until,
       b.fee, b.currency, b.created_at, b.confirmed_at, b.cancelled_at, b.rescheduled_from, b.rescheduled_to,
       case booking.status_at(b.status, b.expires_at, clock.now) when 'FAILED' then 'EXPIRY'
            else b.ended_by end as ended_by,
       b.reason, b.service_id, b.service_name,
       case when b.waitlist_id is null then 'BOOKING' else 'OFFER' end as origin
  from medbook.bookings b
  join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
  join medbook.doctors d on d.id = b.doctor_id
 cross join medbook.settings rule
 cross join core.now() as clock(now)
 where b.part_of is null;

comment on view api.booking is 'A patient''s booking of a slot';
comment on column api.booking.id is 'Id of the booking';
comment on column api.booking.slot_id is 'The slot';
comment on column api.booking.doctor_id is 'The doctor';
comment on column api.booking.doctor_name is 'The doctor''s full name';
comment on column api.booking.specialization is 'The doctor''s field of medicine';
comment on column api.booking.status is
'PENDING (held until expires_at), CONFIRMED, CANCELLED, FAILED (not confirmed in time), COMPLETED or NO_SHOW';
comment on column api.booking.start_time is 'When the appointment begins, UTC';
comment on column api.booking.end_time is 'When it ends, UTC';
comment on column api.booking.expires_at is 'When the hold lapses or lapsed; null after it was confirmed or cancelled';
comment on column api.booking.expires_in is 'Seconds left to confirm; null unless PENDING';
comment on column api.booking.extendable_until is
'Until when the hold can last if it is extended; null unless PENDING';
comment on column api.booking.fee is 'Price at the time of booking, in minor units of the currency';
comment on column api.booking.currency is 'ISO 4217 code';
comment on column api.booking.created_at is 'When the slot was booked';
comment on column api.booking.confirmed_at is 'When it was confirmed; null if it never was';
comment on column api.booking.cancelled_at is 'When it was cancelled; null if it was not';
comment on column api.booking.rescheduled_from is 'The booking that this one replaced when it was moved; null: none';
comment on column api.booking.rescheduled_to is 'The booking that replaced this one when it was moved; null: none';
comment on column api.booking.ended_by is
'Who cancelled it: PATIENT or CLINIC; EXPIRY: it was not confirmed in time; null: it lives, or was completed';
comment on column api.booking.reason is 'Why it was cancelled; null: no reason was given';
comment on column api.booking.service_id is 'The kind of visit; null: none was named';
comment on column api.booking.service_name is 'Its name at the time of booking; null: none was named';
comment on column api.booking.origin is
'BOOKING: the patient, or an administrator, chose it; OFFER: it was offered to the patient from the waiting list';
