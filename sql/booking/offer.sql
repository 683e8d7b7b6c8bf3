create or replace view booking.offer as
select s.doctor_id, s.id as slot_id, s.start_time, s.end_time, s.is_available, s.held_until, s.close_cause,
       d.name as doctor_name, d.specialization, d.fee, d.currency, d.is_active,
       coalesce(d.min_notice, c.min_notice) as min_notice,
       coalesce(d.booking_horizon, c.booking_horizon) as booking_horizon,
       c.hold_duration, c.max_holds_per_user
  from medbook.slots s
  join medbook.doctors d on d.id = s.doctor_id
 cross join medbook.settings c;

comment on view booking.offer is
'A slot with everything that a booking needs of its doctor and of the rules. No view may read it: see booking.rules';
