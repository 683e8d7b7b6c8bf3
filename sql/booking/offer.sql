create or replace view booking.offer as
select s.doctor_id, s.id as slot_id, s.start_time, s.end_time, s.is_available, s.held_until,
       s.close_cause, s.service_ids, r.doctor_name, r.specialization, r.fee, r.currency, r.is_active,
       r.min_notice, r.booking_horizon, r.hold_duration, r.max_hold, r.max_holds_per_user, r.max_bookings_per_user,
       r.max_bookings_per_doctor_day, r.time_zone,
       null::uuid as service_id, null::text as service_name, null::uuid[] as further_slot_ids
  from medbook.slots s
  join booking.rules() r on r.doctor_id = s.doctor_id;

comment on view booking.offer is
'A slot with everything that a booking needs of its doctor and of the rules. No view may read it: see booking.rules.
booking.for_service fills the last three columns';
