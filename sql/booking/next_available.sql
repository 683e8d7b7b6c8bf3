create or replace function booking.next_available(
  p_doctor_id uuid,
  p_now timestamptz
)
  returns timestamptz
  language plpgsql
  stable
as $$
declare
  v_rules record;
  v_start_time timestamptz;
begin
  -- Read the rules before the query, as in api.list_slots.
  select is_active, min_notice, booking_horizon into v_rules from booking.rules() where doctor_id = p_doctor_id;
  select s.start_time into v_start_time from medbook.slots s
   where s.doctor_id = p_doctor_id and s.start_time > p_now
     and booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, null,
                         s.start_time, v_rules.is_active, v_rules.min_notice, v_rules.booking_horizon, p_now)
   order by s.start_time limit 1;
  return v_start_time;
end
$$;

comment on function booking.next_available(uuid, timestamptz) is
'The start of the first slot of a doctor that can be booked now without a kind of visit; null: there is none';
