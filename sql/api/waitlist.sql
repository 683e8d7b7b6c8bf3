create or replace view api.waitlist as
select w.id, w.user_id as patient_id, w.doctor_id, coalesce(d.specialization, w.specialization) as specialization,
       w.service_id, w.from_time as "from", w.to_time as "to", to_jsonb(w.weekdays) as weekdays,
       to_char(w.earliest, 'HH24:MI') as earliest, to_char(w.latest, 'HH24:MI') as latest, w.priority,
       booking.queue_place(w) as position, w.created_at,
       (select b.id from medbook.bookings b
         where b.user_id = w.user_id and b.waitlist_id = w.id and b.part_of is null and b.status = 'PENDING'
           and booking.is_live(b.status, b.expires_at, clock.now)) as booking_id
  from medbook.waitlist w
  left join medbook.doctors d on d.id = w.doctor_id
 cross join core.now() as clock(now);

comment on view api.waitlist is 'A wish of a patient who waits for a slot that is not free yet';
comment on column api.waitlist.id is 'Id of the wish';
comment on column api.waitlist.patient_id is 'The patient';
comment on column api.waitlist.doctor_id is 'With whom; null: with any doctor of the specialization';
comment on column api.waitlist.specialization is
'The field of medicine; of a wish for any doctor of it, in lower case';
comment on column api.waitlist.service_id is 'The kind of visit; null: none is named';
comment on column api.waitlist."from" is 'No slot that starts before, UTC; null: any';
comment on column api.waitlist."to" is 'No slot that starts then or later, UTC: the waiting ends; null: any';
comment on column api.waitlist.weekdays is
'List of days of the doctor''s calendar, 1 is Monday, such as [1, 2]; null: any';
comment on column api.waitlist.earliest is
'Time of day by the doctor''s clock before which no slot starts, such as 09:00; null: any';
comment on column api.waitlist.latest is 'Time of day at or after which no slot starts, such as 17:00; null: any';
comment on column api.waitlist.priority is 'From -100 to 100: who has a higher one is offered a slot before others';
comment on column api.waitlist.position is
'Place among those who wait for the same doctor, or specialization, and the same kind of visit: 1 is the first';
comment on column api.waitlist.created_at is 'Since when the patient waits';
comment on column api.waitlist.booking_id is
'The booking that is held for the patient now: confirm it, or cancel it to decline; null: nothing is offered';
