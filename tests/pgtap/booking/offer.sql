begin;
\ir ../names.psql
select plan(4);

select is(
  (select to_jsonb(o) - '{doctor_id,slot_id}'::text[] from booking.offer o where o.slot_id = :'dora_1'),
  '{"start_time": "2030-01-08T09:00:00+00:00", "end_time": "2030-01-08T09:30:00+00:00", "is_available": true,
    "held_until": null, "close_cause": null, "service_ids": null,
    "doctor_name": "Dr. Dora Day", "specialization": "Cardiology",
    "fee": 9000, "currency": "EUR", "is_active": true, "min_notice": "00:00:00", "booking_horizon": "90 days",
    "hold_duration": "00:02:00", "max_hold": "00:20:00", "max_holds_per_user": 3,
    "max_bookings_per_user": 1000, "max_bookings_per_doctor_day": 1000, "time_zone": "Europe/Berlin",
    "service_id": null, "service_name": null, "further_slot_ids": null}',
  'an offer has the slot, its doctor and the rules'
);
select is(count(*), (select count(*) from medbook.slots), 'every slot has one') from booking.offer;
update medbook.doctors set min_notice = '1 hour', booking_horizon = '5 days' where id = :'dora';
select is(
  row(o.min_notice, o.booking_horizon)::text,
  row(r.min_notice, r.booking_horizon)::text,
  'its windows are those of booking.rules'
) from booking.offer o join booking.rules() r on r.doctor_id = o.doctor_id where o.slot_id = :'dora_1';
select is(
  row(o.min_notice, o.booking_horizon)::text,
  row(r.min_notice, r.booking_horizon)::text,
  'the clinic''s where the doctor has none'
) from booking.offer o join booking.rules() r on r.doctor_id = o.doctor_id where o.slot_id = :'eve_1';

select * from finish();
rollback;
