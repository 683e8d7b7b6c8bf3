create or replace view api.patient_booking as
select b.id, b.slot_id, b.doctor_id, d.name as doctor_name, d.specialization,
       booking.status_at(b.status, b.expires_at, clock.now) as status,
       s.start_time, coalesce(b.visit_end, s.end_time) as end_time, b.expires_at,
       case when b.status = 'PENDING' and b.expires_at > clock.now
            then ceil(extract(epoch from b.expires_at - clock.now))::integer end as expires_in,
       case when b.status = 'PENDING' and b.expires_at > clock.now
            then booking.extendable_until(b.expires_at, b.created_at, rule.max_hold) end as extendable_until,
       b.fee, b.currency, b.created_at, b.confirmed_at, b.cancelled_at, b.rescheduled_from,
       b.user_id as patient_id, u.name as patient_name, u.email::text as patient_email, u.phone as patient_phone,
       b.reason, b.override_reason, b.rescheduled_to,
       case booking.status_at(b.status, b.expires_at, clock.now) when 'FAILED' then 'EXPIRY'
            else b.ended_by end as ended_by,
       b.service_id, b.service_name, case when b.waitlist_id is null then 'BOOKING' else 'OFFER' end as origin
  from medbook.bookings b
  join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
  join medbook.doctors d on d.id = b.doctor_id
  join medbook.users u on u.id = b.user_id
 cross join medbook.settings rule
 cross join core.now() as clock(now)
 where b.part_of is null;

comment on view api.patient_booking is 'A patient''s booking of a slot, as administrators see it';
comment on column api.patient_booking.id is 'Id of the booking';
comment on column api.patient_booking.slot_id is 'The slot';
comment on column api.patient_booking.doctor_id is 'The doctor';
comment on column api.patient_booking.doctor_name is 'The doctor''s full name';
comment on column api.patient_booking.specialization is 'The doctor''s field of medicine';
comment on column api.patient_booking.status is
'PENDING (held until expires_at), CONFIRMED, CANCELLED, FAILED (not confirmed in time), COMPLETED or NO_SHOW';
comment on column api.patient_booking.start_time is 'When the appointment begins, UTC';
comment on column api.patient_booking.end_time is 'When it ends, UTC';
comment on column api.patient_booking.expires_at is
'When the hold lapses or lapsed; null after it was confirmed or cancelled';
comment on column api.patient_booking.expires_in is 'Seconds left to confirm; null unless PENDING';
comment on column api.patient_booking.extendable_until is
'Until when the hold can last if it is extended; null unless PENDING';
comment on column api.patient_booking.fee is 'Price at the time of booking, in minor units of the currency';
comment on column api.patient_booking.currency is 'ISO 4217 code';
comment on column api.patient_booking.created_at is 'When the slot was booked';
comment on column api.patient_booking.confirmed_at is 'When it was confirmed; null if it never was';
comment on column api.patient_booking.cancelled_at is 'When it was cancelled; null if it was not';
comment on column api.patient_booking.patient_id is 'The patient';
comment on column api.patient_booking.patient_name is 'The patient''s full name';
comment on column api.patient_booking.patient_email is 'The patient''s e-mail address; null: none';
comment on column api.patient_booking.patient_phone is 'The patient''s telephone; null: none';
comment on column api.patient_booking.reason is 'Why it was cancelled; null: no reason was given';
comment on column api.patient_booking.override_reason is
'Why the patient''s other bookings were ignored when it was made; null: they counted';
comment on column api.patient_booking.rescheduled_from is
'The booking that this one replaced when it was moved; null: none';
comment on column api.patient_booking.rescheduled_to is
'The booking that replaced this one when it was moved; null: none';
comment on column api.patient_booking.ended_by is
'Who cancelled it: PATIENT or CLINIC; EXPIRY: it was not confirmed in time; null: it lives, or was completed';
comment on column api.patient_booking.service_id is 'The kind of visit; null: none was named';
comment on column api.patient_booking.service_name is 'Its name at the time of booking; null: none was named';
comment on column api.patient_booking.origin is
'BOOKING: the patient, or an administrator, chose it; OFFER: it was offered to the patient from the waiting list';
